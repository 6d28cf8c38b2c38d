using System.Diagnostics;
using System.Globalization;
using System.Management.Automation;
using System.Management.Automation.Host;
using DigitalHub.PowerShell.Sessions;

namespace DigitalHub.PowerShell.Commands;

/// <summary>Shows a wait: one bar for all, and one below it for each run where there are only a handful. Nothing where nobody looks.</summary>
internal sealed class WaitProgress(PSHost host)
{
    private const int Handful = 5;

    private const int Whole = 0x44680000;

    private static readonly TimeSpan Shortest = TimeSpan.FromMilliseconds(200);

    private readonly bool _isSeen = IsSeen(host);
    private readonly Stopwatch _clock = Stopwatch.StartNew();
    private readonly Dictionary<FollowedRun, int> _bars = [];
    private TimeSpan _last = TimeSpan.MinValue;

    public void Show(RunFollower follower, Action<ProgressRecord> write)
    {
        if (!_isSeen || _clock.Elapsed - Shortest < _last) return;
        _last = _clock.Elapsed;
        var awaited = follower.Awaited;
        var (total, left) = (follower.Total, awaited.Count);
        var states = awaited.GroupBy(run => run.State ?? "?").OrderByDescending(group => group.Count()).Select(group => string.Create(CultureInfo.InvariantCulture, $"{group.Count()} {group.Key}"));
        write(new ProgressRecord(Whole, "Waiting for runs", string.Create(CultureInfo.InvariantCulture, $"{total - left} of {total}; {string.Join(", ", states)}; {_clock.Elapsed:h\\:mm\\:ss}"))
        {
            PercentComplete = total == 0 ? -1 : (int)(100L * (total - left) / total),
        });
        foreach (var (run, number) in _bars.Where(bar => !awaited.Contains(bar.Key)).ToList())
        {
            _bars.Remove(run);
            write(new ProgressRecord(Whole + number, run.Address.Id, "ended") { ParentActivityId = Whole, RecordType = ProgressRecordType.Completed });
        }
        if (left > Handful && _bars.Count == 0) return;
        foreach (var run in awaited.Take(Handful))
        {
            if (!_bars.TryGetValue(run, out var number)) _bars[run] = number = Enumerable.Range(1, Handful).First(free => !_bars.ContainsValue(free));
            write(new ProgressRecord(Whole + number, run.Address.Id, Words(run)) { ParentActivityId = Whole });
        }
    }

    public void Close(Action<ProgressRecord> write)
    {
        if (!_isSeen || _last < TimeSpan.Zero) return;
        foreach (var (run, number) in _bars) write(new ProgressRecord(Whole + number, run.Address.Id, "ended") { ParentActivityId = Whole, RecordType = ProgressRecordType.Completed });
        write(new ProgressRecord(Whole, "Waiting for runs", "ended") { RecordType = ProgressRecordType.Completed });
    }

    private static string Words(FollowedRun followed)
    {
        if (followed.Run is not { } run) return "not seen yet";
        var since = run.Duration is { } duration ? $", running for {duration.ToString(@"d\.hh\:mm\:ss", CultureInfo.InvariantCulture).Replace("0.", string.Empty, StringComparison.Ordinal)}" : string.Empty;
        var why = run.Reason is null ? run.Message : RunFailure.Sentence(run);
        return $"{run.State}{since}{(string.IsNullOrWhiteSpace(why) ? string.Empty : $": {why.ReplaceLineEndings(" ").Trim()}")}";
    }

    // Of a host that is no console only a raw interface tells that there is a screen.
    private static bool IsSeen(PSHost host)
    {
        if (host.Name == "ConsoleHost") return Environment.UserInteractive && !Console.IsOutputRedirected && !Console.IsErrorRedirected && !Attendance.IsDenied;
        try
        {
            return host.UI?.RawUI is not null && host.Name is not ("Default Host" or "ServerRemoteHost");
        }
        catch (Exception exception) when (exception is NotImplementedException or NotSupportedException or HostException)
        {
            return false;
        }
    }
}
