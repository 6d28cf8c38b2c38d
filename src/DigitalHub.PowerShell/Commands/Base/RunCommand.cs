using System.Management.Automation;
using DigitalHub.PowerShell.Completion;
using DigitalHub.PowerShell.Input;

namespace DigitalHub.PowerShell.Commands;

/// <summary>The base of the commands that take runs: objects, keys or ids.</summary>
public abstract class RunCommand : FollowingCommand
{
    private bool _onCommandLine;

    private (Session Session, string? Project, string Id)? _lastPart;

    /// <summary>The runs: objects, store keys or ids.</summary>
    [Parameter(Position = 0, ValueFromPipeline = true)]
    [Alias("Id")]
    [ArgumentCompleter(typeof(RunCompleter))]
    public object? Run { get; set; }

    /// <summary>What is piped in: it reaches the command also where -Run is given, so that this is one error, or what the command takes it for.</summary>
    [Parameter(ValueFromPipeline = true, DontShow = true)]
    public object? InputObject { get; set; }

    private protected override void Begin()
    {
        var isNamed = MyInvocation.BoundParameters.ContainsKey(nameof(InputObject));
        _onCommandLine = isNamed || MyInvocation.BoundParameters.ContainsKey(nameof(Run));
        // Whoever names the hidden parameter means the same.
        if (isNamed) Run = MyInvocation.BoundParameters.ContainsKey(nameof(Run)) ? throw Errors.Value("Runs are given with -Run and -InputObject.", action: "Leave -InputObject out.") : InputObject;
        if (!_onCommandLine || !MyInvocation.ExpectingInput) return;
        _onCommandLine = false;
        Both(Run);
    }

    /// <summary>Handles the runs of one record.</summary>
    private protected override void Process()
    {
        if (!_onCommandLine && !MyInvocation.ExpectingInput)
        {
            Unselected();
            return;
        }
        foreach (var item in RunSelector.Items(_onCommandLine ? Run : InputObject)) Select(item, piped: !_onCommandLine);
    }

    /// <summary>Handles one thing that stands for a run.</summary>
    private protected void Select(object? item, bool piped) => Item(item, () =>
    {
        var selection = RunSelector.Of(item, piped);
        if (IsSameAgain(selection)) return;
        if (selection.Of is not null) OfProject(selection.Of);
        else if (selection.Owner is not null) OfEntity(selection.Owner);
        else if (selection.Run is null || !Takes(selection.Run)) Selected(Place(selection, out var session), session, selection);
    });

    // Many lines of one log stand for one run.
    private bool IsSameAgain(RunSelection selection)
    {
        var part = selection.Session is { } own ? (own, selection.Project, selection.Id) : ((Session, string?, string)?)null;
        var same = part is not null && part == _lastPart;
        _lastPart = part;
        return same;
    }

    /// <summary>A state as backends write it, in capitals; of one that this module does not know, which a newer server may have, it warns.</summary>
    private protected string KnownState(string state)
    {
        var upper = state.ToUpperInvariant();
        if (!RunState.All.Contains(upper)) WriteWarning($"'{state}' is no state that this module knows. Known are {string.Join(", ", RunState.All)}.");
        return upper;
    }

    /// <summary>Does what is to be done for one of many; what goes wrong is that one's error, unless a command knows better.</summary>
    private protected virtual void Item(object? item, Action action) => ForItem(item, action);

    /// <summary>Called when no run is given at all.</summary>
    private protected virtual void Unselected() =>
        throw Errors.Value("No run is given.", action: "Give a run, its key or its id with -Run, or pipe runs from Get-DhRun.");

    /// <summary>Called where something is given to -Run, and runs are piped in as well.</summary>
    private protected virtual void Both(object? given) =>
        throw Errors.Value("Runs are both given and piped in.", action: "Give runs with -Run, or pipe them, not both.");

    /// <summary>Called for a project piped in.</summary>
    private protected virtual void OfProject(Project project) =>
        throw Errors.Value($"{project.Key} is a project, not a run.", project, "List its runs with Get-DhRun and pipe those.");

    /// <summary>Called for a function, workflow or task piped in.</summary>
    private protected virtual void OfEntity(Entity owner) =>
        throw Errors.Value($"{owner.Key} is no run.", owner, "List its runs with Get-DhRun and pipe those.");

    /// <summary>Called for a run object first; true if the command needs no backend for it.</summary>
    private protected virtual bool Takes(Run run) => false;

    /// <summary>Called for each run.</summary>
    private protected abstract void Selected(RunAddress address, Session session, RunSelection selection);

    private RunAddress Place(RunSelection selection, out Session session)
    {
        session = selection.Run is { } run ? For(run) : selection.Session is { } own ? For(own, selection.Id) : Current;
        return new RunAddress(selection.Project ?? ProjectOf(session), selection.Id);
    }
}
