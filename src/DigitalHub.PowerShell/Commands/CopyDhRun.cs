using System.Collections;
using System.Collections.Specialized;
using System.Management.Automation;
using DigitalHub.PowerShell.Completion;
using DigitalHub.PowerShell.Input;

namespace DigitalHub.PowerShell.Commands;

/// <summary>Makes new runs from old ones, with changes, in the same project or another one.</summary>
[Cmdlet(VerbsCommon.Copy, "DhRun", SupportsShouldProcess = true, ConfirmImpact = ConfirmImpact.Medium)]
[OutputType(typeof(Run))]
public sealed class CopyDhRunCommand : RunCommand
{
    private readonly ReferenceMover _references = new();
    private CopiedRun _copy = new();

    private bool _warned;

    /// <summary>The new id; made if it is left out.</summary>
    [Parameter]
    [TextArgument]
    public string? DestinationId { get; set; }

    /// <summary>The new name; the id if one is given, else made.</summary>
    [Parameter]
    [TextArgument]
    public string? Name { get; set; }

    /// <summary>The labels in the place of the old run's.</summary>
    [Parameter]
    [TextArgument]
    [ArgumentCompleter(typeof(LabelCompleter))]
    public string[]? Label { get; set; }

    /// <summary>Labels to add to those of the old run.</summary>
    [Parameter]
    [TextArgument]
    [ArgumentCompleter(typeof(LabelCompleter))]
    public string[]? AddLabel { get; set; }

    /// <summary>The task's reference, <c>kind://project/id</c>.</summary>
    [Parameter]
    [TextArgument(Accepts = typeof(RunTask))]
    [ArgumentCompleter(typeof(TaskCompleter))]
    public string? Task { get; set; }

    /// <summary>The function's reference, <c>kind://project/name:id</c>.</summary>
    [Parameter]
    [TextArgument(Accepts = typeof(DigitalHub.Function))]
    [ArgumentCompleter(typeof(FunctionCompleter))]
    public string? Function { get; set; }

    /// <summary>The workflow's reference, <c>kind://project/name:id</c>.</summary>
    [Parameter]
    [TextArgument(Accepts = typeof(DigitalHub.Workflow))]
    [ArgumentCompleter(typeof(WorkflowCompleter))]
    public string? Workflow { get; set; }

    /// <summary>Fields of the spec to merge in; null takes a value away.</summary>
    [Parameter]
    [MapArgument]
    public IDictionary? Spec { get; set; }

    /// <summary>Metadata to merge in; null takes a value away.</summary>
    [Parameter]
    [MapArgument]
    public IDictionary? Metadata { get; set; }

    /// <summary>Puts -Metadata and -Spec in the place of what the old run has, instead of merging them.</summary>
    [Parameter]
    public SwitchParameter Replace { get; set; }

    /// <summary>Takes what a core would drop of the spec for an error.</summary>
    [Parameter]
    public SwitchParameter Strict { get; set; }

    /// <summary>Only records the new run: nothing is executed for it.</summary>
    [Parameter]
    public SwitchParameter LocalExecution { get; set; }

    /// <summary>The project to copy into, instead of the old run's.</summary>
    [Parameter]
    [TextArgument(Accepts = typeof(DigitalHub.Project))]
    [ArgumentCompleter(typeof(ProjectCompleter))]
    public string? DestinationProject { get; set; }

    /// <summary>The session to copy to, instead of the old run's.</summary>
    [Parameter]
    [SessionArgument]
    public Session? DestinationSession { get; set; }

    /// <summary>Keeps the run as it was, under its own id, and executes nothing for it.</summary>
    [Parameter]
    public SwitchParameter AsRecord { get; set; }

    private protected override string? Advice(Exception exception) =>
        !AsRecord && exception is DigitalHubException { ErrorId: "RunExists" } ? "Give another -DestinationId, or leave it out to have one made." : base.Advice(exception);

    private protected override void Begin()
    {
        base.Begin();
        if (AsRecord) RecordedRun.CheckParameters(MyInvocation.BoundParameters.Keys);
        EditParameters.CheckReplace(Replace, Metadata is not null || Spec is not null, "-Metadata or -Spec");
        if (DestinationSession is not null) CheckOpen(DestinationSession);
        var references = new Dictionary<string, string>();
        if (Task is not null) references["task"] = Task;
        if (Function is not null) references["function"] = Function;
        if (Workflow is not null) references["workflow"] = Workflow;
        _copy = new CopiedRun
        {
            Id = DestinationId is null ? null : RunRules.Id(DestinationId),
            Name = Name is null ? null : RunRules.Name(Name),
            Project = DestinationProject is null ? null : RunRules.Project(DestinationProject),
            Labels = Label,
            AddLabels = [.. (AddLabel ?? []).Select(RunRules.Label)],
            Metadata = Metadata is null ? null : ShellValues.Map(Metadata, "metadata"),
            Spec = Spec is null ? null : ShellValues.Map(Spec, "spec"),
            References = references,
            LocalExecution = MyInvocation.BoundParameters.ContainsKey(nameof(LocalExecution)) ? (bool)LocalExecution : null,
            Replace = Replace,
        };
    }

    private protected override void Selected(RunAddress address, Session session, RunSelection selection)
    {
        var destination = DestinationSession ?? session;
        if (AsRecord) Record(address, session, destination, selection);
        else Copy(address, session, destination, selection);
    }

    private void Copy(RunAddress address, Session session, Session destination, RunSelection selection)
    {
        // What is in the hand is what is copied, with the changes that were made to it there.
        var inHand = selection.Run is null ? null : ShellValues.Map(selection.Run.Document, "run");
        var planned = WhatIf ? Await(CopyAsync(address, inHand, session, destination, Stop)) : null;
        if (planned is not null) Try(planned, destination);
        var told = planned ?? inHand ?? Asked(address, session);
        if (!ShouldProcess(Target(address, session, destination, told), Verb(told, destination))) return;
        Start(
            selection.Run ?? (object)address.Id,
            async token =>
            {
                var document = await CopyAsync(address, inHand, session, destination, token).ConfigureAwait(false);
                return await destination.Client.CreateRunAsync(document, token).ConfigureAwait(false);
            },
            stored => Done(stored, address, destination, "Copied"),
            writesTo: destination);
    }

    // A record is the run as its backend has it, not as it is in the hand.
    private void Record(RunAddress address, Session session, Session destination, RunSelection selection)
    {
        if (destination.ActsAsCore && !_warned)
        {
            RecordSupport.Check(destination.Client.Known is { } known && (known.LikeVersion ?? known.Version) is not null ? known : Await(destination.Client.CheckAsync(Stop)), address.Id);
            _warned = true;
            WriteWarning($"{destination.Name} gives a record times and a user of its own, and takes no logs: created, updated and user of the run and its logs stay where they are.");
        }
        var told = WhatIf ? ValueMap.Clone(Await(RecordAsync(address, session, destination, Stop)).Document.Map) : Asked(address, session);
        if (WhatIf)
        {
            // A name that the destination forbids does not stop a record: it gets another.
            told!.Remove("name");
            CheckCreation(destination, told, chosenId: true);
        }
        if (!ShouldProcess(Target(address, session, destination, told), "Copy run as record")) return;
        Start(
            selection.Run ?? (object)address.Id,
            async token =>
            {
                var run = await RecordAsync(address, session, destination, token).ConfigureAwait(false);
                return await destination.Client.RecordRunAsync(run, token).ConfigureAwait(false);
            },
            stored => Done(stored, address, destination, "Recorded"),
            writesTo: destination);
    }

    private async Task<WholeRun> RecordAsync(RunAddress address, Session from, Session to, CancellationToken cancellationToken) =>
        await RecordedRun.OfAsync(
            await WholeRun.ReadAsync(from.Client, address, cancellationToken).ConfigureAwait(false),
            _copy.Project,
            _copy.References,
            from,
            to,
            _references,
            cancellationToken).ConfigureAwait(false);

    private string Target(RunAddress address, Session session, Session destination, OrderedDictionary? document)
    {
        var id = AsRecord ? address.Id : DestinationId;
        var kind = document is null ? string.Empty : $" of kind '{KindThere(document, destination)}'";
        return $"run '{address.Id}' in project '{address.Project}' on {session.Name} to {(id is null ? "a new run" : $"run '{id}'")}{kind} in project '{DestinationProject ?? address.Project}' on {destination.Name}";
    }

    private void Done(StoredDocument stored, RunAddress address, Session destination, string done)
    {
        var run = new Run(stored, destination);
        Seen.Add(run);
        TellName(run, Name);
        WriteVerbose($"{done} run {address} to {run.Key} on {destination.Name}.");
        WriteObject(run);
    }

    // Whoever is asked reads what it is that is copied; of an id nobody knows before it is read.
    private OrderedDictionary? Asked(RunAddress address, Session session) => Asks ? Await(session.Client.GetRunAsync(address, Stop)).Map : null;

    // A core starts what is created on it, unless it is only recorded.
    private string Verb(OrderedDictionary? document, Session destination)
    {
        if (!destination.ActsAsCore) return "Copy run";
        if ((_copy.LocalExecution ?? (document is null ? null : RunFacts.IsLocal(document))) is not { } isRecord) return "Copy run, and start it unless it is a record only";
        return isRecord ? "Copy run as a record only" : "Copy and start run";
    }

    private async Task<OrderedDictionary> CopyAsync(RunAddress address, OrderedDictionary? inHand, Session from, Session to, CancellationToken cancellationToken)
    {
        var document = await _copy.OfAsync(
            inHand is null ? (await from.Client.GetRunAsync(address, cancellationToken).ConfigureAwait(false)).Map : ValueMap.Clone(inHand),
            from,
            to,
            _references,
            cancellationToken).ConfigureAwait(false);
        await new RunSpecCheck(Strict).CheckAsync(to, document, _copy.TypedSpec, cancellationToken).ConfigureAwait(false);
        return document;
    }

    private void Try(OrderedDictionary document, Session destination) =>
        CheckCreation(destination, document, chosenId: DestinationId is not null);
}
