using System.Globalization;
using System.Text.Json;

namespace Tracker.Endurance.Soak;

/// <summary>How it went.</summary>
internal sealed record SoakFigures(
    double Minutes,
    int Seed,
    int Runs,
    int Jobs,
    int Kills,
    int Restarts,
    double FullSeconds,
    int Visits,
    long Acknowledged,
    long Stored,
    long Lost,
    long Doubled,
    long FalseAlerts,
    long TrueSilences,
    int WrongAnswers,
    double RssMegabytes,
    double RssPeakMegabytes,
    double? RssSlopeMegabytesPerHour,
    bool RssFlat)
{
    private static readonly JsonSerializerOptions Json = new() { PropertyNamingPolicy = JsonNamingPolicy.CamelCase };

    public bool Good => Lost == 0 && Doubled == 0 && FalseAlerts == 0 && WrongAnswers == 0 && RssFlat;

    public string ToJson() => JsonSerializer.Serialize(this, Json);

    public override string ToString()
    {
        string slope = RssSlopeMegabytesPerHour is { } known
            ? string.Create(CultureInfo.InvariantCulture, $"slope {known:+0.0;-0.0;0} MB/hour, {(RssFlat ? "flat" : "NOT flat")}")
            : "slope not judged in so short a time";
        return string.Create(
            CultureInfo.InvariantCulture,
            $"{Runs} runs, {Kills} kills, {Restarts} restarts, {FullSeconds:0} s full; acknowledged {Acknowledged}, stored {Stored}; RSS {RssMegabytes:0} MB, {slope}; lost {Lost}, doubled {Doubled}, false alerts {FalseAlerts}, wrong answers {WrongAnswers}");
    }
}
