using Tracker.Endurance;
using Tracker.Endurance.Kill9;
using Tracker.Endurance.Soak;

return args switch
{
    ["kill9", .. var rest] => await KillRounds.RunAsync(rest).ConfigureAwait(false),
    ["soak", .. var rest] => await SoakCommand.RunAsync(rest).ConfigureAwait(false),
    _ => Usage.Wrong("Tracker.Endurance kill9|soak ..."),
};
