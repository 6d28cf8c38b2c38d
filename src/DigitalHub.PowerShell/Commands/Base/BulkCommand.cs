using System.Management.Automation;
using DigitalHub.PowerShell.Sessions;

namespace DigitalHub.PowerShell.Commands;

/// <summary>The base of the commands that work on many runs at once.</summary>
public abstract class BulkCommand : ProjectScopedCommand
{
    // What a local store is asked to write at the same time shares one flush of the disk, and the pages of its indexes: half
    // of it is written while the other half is made ready.
    private const int LocalWrites = 64;

    private Bulk? _bulk;

    private BulkProgress? _progress;

    /// <summary>How many requests are under way at once.</summary>
    [Parameter]
    [ValidateRange(1, 64)]
    public int ThrottleLimit { get; set; } = 8;

    /// <summary>Starts a request for one item. The answer reaches <paramref name="done"/> on the pipeline thread, in input order.</summary>
    /// <param name="target">The item.</param>
    /// <param name="request">What is asked for.</param>
    /// <param name="done">What is done with the answer.</param>
    /// <param name="writesTo">The backend that it writes to; null where it only reads, or where few at once are wanted.</param>
    private protected void Start<T>(object? target, Func<CancellationToken, Task<T>> request, Action<T> done, Session? writesTo = null)
    {
        var bulk = _bulk ??= Begun(writesTo);
        Watched(() =>
        {
            _progress?.Add();
            bulk.Add(target, async token =>
            {
                var answer = await request(token).ConfigureAwait(false);
                return () => done(answer);
            });
        });
    }

    /// <summary>Says where a backend did not keep the name that was wanted (contract 13: cores up to 0.13 make it themselves).</summary>
    private protected void TellName(Run run, string? wanted)
    {
        if (wanted is not null && run.Name != wanted) WriteWarning($"A core of this version makes the names of runs itself: run '{run.Id}' is called '{run.Name}', not '{wanted}'.");
    }

    /// <summary>What the line of progress says; null for none.</summary>
    private protected virtual string? Activity => BulkProgress.ActivityOf(MyInvocation.MyCommand);

    private protected virtual bool Ignores(DigitalHubException exception, object? target) => false;

    private protected override void End()
    {
        Drain();
        _progress?.End();
    }

    /// <summary>Waits for what is under way, and hands it out.</summary>
    private protected void Drain() => Watched(() => _bulk?.Finish());

    private Bulk Begun(Session? writesTo)
    {
        // Whoever answers a question for each sees how it goes.
        if (!Asks && ShowsProgress && Activity is { } activity) _progress = new BulkProgress(activity, WriteProgress);
        return new Bulk(OneAtATime ? 1 : Limit(writesTo), WaitFor, Finished, Stop);
    }

    private bool ShowsProgress =>
        Preference("ProgressAction", "ProgressPreference") is not (ActionPreference.SilentlyContinue or ActionPreference.Ignore)
        && !Attendance.IsDenied;

    // The engine ends a pipeline by an exception out of a write.
    private void Watched(Action action)
    {
        try
        {
            action();
        }
        catch (Exception exception) when (exception is not (DigitalHubException or OperationCanceledException))
        {
            TellInFlight();
            throw;
        }
    }

    private void Finished(object? target, Task<Action> task)
    {
        _progress?.Done();
        try
        {
            task.GetAwaiter().GetResult()();
        }
        catch (DigitalHubException exception) when (Ignores(exception, target))
        {
            WriteVerbose($"{target}: {exception.Message}");
        }
        catch (Exception exception) when (ErrorRecords.IsOurs(exception))
        {
            Fail(exception, target);
        }
    }

    // An error that stops must stop before the next request starts, and a question must be answered for each.
    private bool OneAtATime => Preference("ErrorAction", "ErrorActionPreference") is ActionPreference.Stop or ActionPreference.Inquire || Asks;

    private protected bool Asks => AsksOf(ConfirmImpact.Medium);

    /// <summary>Whether a question is asked where much is at stake.</summary>
    private protected bool AsksOfHigh => AsksOf(ConfirmImpact.High);

    private bool AsksOf(ConfirmImpact impact)
    {
        if (MyInvocation.BoundParameters.TryGetValue("Confirm", out var confirm)) return (SwitchParameter)confirm;
        return GetVariableValue("ConfirmPreference") is ConfirmImpact preference && preference is not ConfirmImpact.None && preference <= impact;
    }

    private int Limit(Session? writesTo) =>
        writesTo?.Type == BackendType.Local && !MyInvocation.BoundParameters.ContainsKey(nameof(ThrottleLimit)) ? LocalWrites : ThrottleLimit;

    private ActionPreference? Preference(string parameter, string variable)
    {
        var value = MyInvocation.BoundParameters.TryGetValue(parameter, out var bound) ? bound : GetVariableValue(variable);
        return value switch
        {
            ActionPreference preference => preference,
            string text when Enum.TryParse<ActionPreference>(text, ignoreCase: true, out var preference) => preference,
            _ => null,
        };
    }

    private void TellInFlight()
    {
        _bulk?.Close();
        var open = _bulk?.InFlight.ToList() ?? [];
        if (open.Count > 0) WriteVerbose($"Still under way when the pipeline ended: {string.Join(", ", open)}");
    }

    /// <inheritdoc/>
    protected override void Dispose(bool disposing)
    {
        // A pipeline that ends early ends neither the command's processing nor its token.
        if (disposing) _bulk?.Close();
        base.Dispose(disposing);
    }
}
