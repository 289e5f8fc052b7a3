namespace Tracker.Core.Detection.LabRules;

/// <summary>Names with * for any text and ? for any sign. No regular expression: its time is bounded by the product of both lengths.</summary>
internal static class MetricPattern
{
    public static bool Matches(string pattern, string name)
    {
        int at = 0, place = 0, star = -1, mark = 0;
        while (place < name.Length)
        {
            if (at < pattern.Length && pattern[at] == '*')
            {
                star = at++;
                mark = place;
            }
            else if (at < pattern.Length && (pattern[at] == '?' || pattern[at] == name[place]))
            {
                at++;
                place++;
            }
            else if (star >= 0)
            {
                at = star + 1;
                place = ++mark;
            }
            else
            {
                return false;
            }
        }

        while (at < pattern.Length && pattern[at] == '*') at++;
        return at == pattern.Length;
    }
}
