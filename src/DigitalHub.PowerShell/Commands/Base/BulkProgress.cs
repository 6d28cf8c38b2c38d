using System.Globalization;
using System.Management.Automation;

namespace DigitalHub.PowerShell.Commands;

/// <summary>
/// The one line of progress of a command that changes many things: how many are done, and of how many so far. It comes once
/// the command has taken a while, at most a few times a second, so that it costs nothing.
/// </summary>
internal sealed class BulkProgress(string activity, Action<ProgressRecord> write)
{
    private const long FirstAfter = 1000;
    private const long Pause = 200;

    private static readonly Dictionary<string, string> Verbs = new(StringComparer.Ordinal)
    {
        ["Copy"] = "Copying",
        ["Export"] = "Exporting",
        ["Import"] = "Importing",
        ["New"] = "Creating",
        ["Remove"] = "Removing",
        ["Resume"] = "Resuming",
        ["Stop"] = "Stopping",
        ["Update"] = "Updating",
    };

    // A number of its own, so that the lines of two commands of a pipeline stand beside each other.
    private static int _lastId = 0x4448_0000;

    private readonly int _id = Interlocked.Increment(ref _lastId);
    private readonly long _started = Environment.TickCount64;
    private long _next = FirstAfter;
    private int _known;
    private int _done;
    private bool _isShown;

    /// <summary>What a command does, for a person; null for one whose progress is seen by what it gives out.</summary>
    public static string? ActivityOf(CommandInfo command) =>
        command is CmdletInfo { Verb: var verb, Noun: ['D', 'h', .. var noun] } && Verbs.TryGetValue(verb, out var doing) ? $"{doing} {noun.ToLowerInvariant()}s" : null;

    /// <summary>One more is to be done.</summary>
    public void Add()
    {
        _known++;
        Show();
    }

    /// <summary>One more is done.</summary>
    public void Done()
    {
        _done++;
        Show();
    }

    /// <summary>Takes the line away, where there is one.</summary>
    public void End()
    {
        if (!_isShown) return;
        _isShown = false;
        write(new ProgressRecord(_id, activity, Status) { RecordType = ProgressRecordType.Completed });
    }

    private string Status => string.Format(CultureInfo.CurrentCulture, "{0:N0} done of {1:N0} so far", _done, _known);

    private void Show()
    {
        var passed = Environment.TickCount64 - _started;
        if (passed < _next) return;
        _next = passed + Pause;
        _isShown = true;
        // How many will come nobody knows before the pipeline ends: a bar would jump back and forth.
        write(new ProgressRecord(_id, activity, Status));
    }
}
