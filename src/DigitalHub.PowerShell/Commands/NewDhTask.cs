using System.Collections;
using System.Collections.Specialized;
using System.Management.Automation;
using DigitalHub.PowerShell.Completion;
using DigitalHub.PowerShell.Input;

namespace DigitalHub.PowerShell.Commands;

/// <summary>
/// Creates a task of a function or workflow: how it is run. The spec fields of its kind, or of all kinds that may be meant, are
/// parameters, too, as long as no parameter of the command's own has their name.
/// </summary>
[Cmdlet(VerbsCommon.New, "DhTask", SupportsShouldProcess = true, ConfirmImpact = ConfirmImpact.Medium)]
[OutputType(typeof(RunTask))]
public sealed class NewDhTaskCommand : ProjectScopedCommand, IDynamicParameters, ITaskParameters
{
    private RunFieldParameters? _fields;

    /// <summary>What is done with the function or workflow, for example <c>job</c>.</summary>
    [Parameter(Position = 0)]
    [TextArgument]
    [ArgumentCompleter(typeof(ActionToRunCompleter))]
    public string? Action { get; set; }

    /// <summary>The task's kind instead of the action, for example <c>python+job</c>.</summary>
    [Parameter]
    [TextArgument]
    [ArgumentCompleter(typeof(EntityKindCompleter))]
    public string? Kind { get; set; }

    /// <summary>The function: a name, which stands for its newest version, a store key or a reference.</summary>
    [Parameter]
    [TextArgument(Accepts = typeof(DigitalHub.Function))]
    [ArgumentCompleter(typeof(FunctionCompleter))]
    public string? Function { get; set; }

    /// <summary>The workflow, in the same forms.</summary>
    [Parameter]
    [TextArgument(Accepts = typeof(DigitalHub.Workflow))]
    [ArgumentCompleter(typeof(WorkflowCompleter))]
    public string? Workflow { get; set; }

    /// <summary>The id; made if it is left out.</summary>
    [Parameter]
    [TextArgument]
    public string? Id { get; set; }

    /// <summary>What the container gets: cpu, mem, gpu, disk.</summary>
    [Parameter]
    [MapArgument]
    public IDictionary? Resources { get; set; }

    /// <summary>Environment variables by name.</summary>
    [Parameter]
    [MapListArgument]
    public IDictionary[]? Envs { get; set; }

    /// <summary>Names of project secrets to put into the environment.</summary>
    [Parameter]
    [TextArgument]
    public string[]? Secrets { get; set; }

    /// <summary>Volumes to mount.</summary>
    [Parameter]
    [MapListArgument]
    public IDictionary[]? Volumes { get; set; }

    /// <summary>The resource profile, one of those that the server advertises.</summary>
    [Parameter]
    [TextArgument]
    [ArgumentCompleter(typeof(ResourceProfileCompleter))]
    public string? ResourceProfile { get; set; }

    /// <summary>The spec, or further fields of it.</summary>
    [Parameter]
    [MapArgument]
    public IDictionary? Spec { get; set; }

    /// <summary>Takes what a core would drop of the spec for an error.</summary>
    [Parameter]
    public SwitchParameter Strict { get; set; }

    /// <summary>A function or workflow.</summary>
    [Parameter(ValueFromPipeline = true, DontShow = true)]
    public object? InputObject { get; set; }

    /// <summary>The spec fields of the kind on the command line that no other parameter stands for.</summary>
    public object? GetDynamicParameters()
    {
        if ((Kind ?? Action ?? Function ?? Workflow) is null && !MyInvocation.ExpectingInput) return null;
        _fields = RunFieldParameters.Of(KnownKinds.TaskFields(KnownSession(), Kind, Action, Function ?? Workflow), OwnParameters.Names(GetType()));
        return _fields?.Parameters;
    }

    private protected override void Begin()
    {
        if (Action is not null && Kind is not null) throw Errors.Value("-Action and -Kind exclude each other.", action: "Give one of them, for example -Action job.");
        var named = (Function is null ? 0 : 1) + (Workflow is null ? 0 : 1);
        if (named + (MyInvocation.ExpectingInput || InputObject is not null ? 1 : 0) != 1)
        {
            throw Errors.Value("It is not clear what the task is of.", action: "Give one of -Function and -Workflow, or pipe what Get-DhFunction or Get-DhWorkflow gives out.");
        }
        if (Kind is not null) EntityRules.Kind(EntityType.Task, Kind);
    }

    private protected override void Process() => ForItem(InputObject ?? Function ?? Workflow, () =>
    {
        if (Function is not null) Create(EntityType.Function, EntitySelector.Given(Function, EntityType.Function, isId: false));
        else if (Workflow is not null) Create(EntityType.Workflow, EntitySelector.Given(Workflow, EntityType.Workflow, isId: false));
        else Create(ShellValues.Bare(InputObject) is DigitalHub.Workflow ? EntityType.Workflow : EntityType.Function);
    });

    private void Create(EntityType type)
    {
        var selection = EntitySelector.Piped(InputObject, type);
        if (selection.Of is not null) throw Errors.Value($"{selection.Of} is no function or workflow.", selection.Of, "Pipe what Get-DhFunction or Get-DhWorkflow gives out.");
        Create(type, selection);
    }

    private void Create(EntityType type, EntitySelection selection)
    {
        var session = selection.Entity is null ? Current : For(selection.Entity);
        var project = selection.Project ?? ProjectOf(session);
        var owner = selection.Entity as Executable ?? (Executable)Entity.Of(type, Find(type, selection, project, session), session);
        var document = Document(type, owner, session);
        EntityRules.Check(EntityType.Task, document);
        if (WhatIf && Id is not null && IsTaken(session, new EntityAddress(EntityType.Task, project, Id))) throw Errors.Exists(EntityType.Task, Id);
        Await(new RunSpecCheck(Strict) { Entity = "task", KindIsTyped = true }.CheckAsync(session, document, document.Map("spec"), Stop));
        if (!ShouldProcess($"task of kind '{document["kind"]}' of {EntityWords.Of(type).Word} '{owner.Name}' in project '{project}' on {session.Name}", "Create task")) return;
        var task = Entity.Of(EntityType.Task, Await(session.Client.CreateEntityAsync(EntityType.Task, document, Stop)), session);
        Seen.Add(task);
        KnownTasks.Forget(session, owner.Reference);
        WriteVerbose($"Created task {task.Key} on {session.Name}.");
        WriteObject(task);
    }

    private StoredDocument Find(EntityType type, EntitySelection selection, string project, Session session) =>
        selection.Id is { } id
            ? Await(session.Client.GetEntityAsync(new EntityAddress(type, project, id), Stop))
            : Await(session.Client.LatestAsync(type, project, selection.Name!, Stop)) ?? throw Errors.NotFound(type, selection.Name!, project);

    private OrderedDictionary Document(EntityType type, Executable owner, Session session)
    {
        var kind = Kind ?? $"{owner.Kind}+{Action ?? OnlyAction(type, owner, session)}";
        kind = KnownKinds.Find(session, "task", kind)?.Name ?? kind;
        if (!kind.StartsWith(owner.Kind + "+", StringComparison.Ordinal))
        {
            throw new InputException("KindInvalid", $"A task of kind '{Kind}' can't be of the {EntityWords.Of(type).Word} '{owner.Name}', whose kind is '{owner.Kind}'.")
            {
                Target = Kind,
                RecommendedAction = $"Give -Action instead, or a kind that begins with {owner.Kind}+.",
            };
        }
        _fields?.CheckOf(KnownKinds.Find(session, "task", kind));
        var spec = new TaskSpec(this, _fields).Make();
        foreach (var field in EntityRules.Owners) spec.Remove(field);
        spec[EntityWords.Of(type).Word] = owner.Reference;
        var document = ValueMap.From([new("kind", kind), new("project", owner.Project), new("spec", spec)]);
        if (Id is not null) document["id"] = Id;
        return document;
    }

    private static string OnlyAction(EntityType type, Executable owner, Session session) =>
        KnownKinds.Find(session, EntityWords.Of(type).Word, owner.Kind) is { Action: [var only] }
            ? only
            : throw RunTargetFinder.NoAction(RunOwner.Of(owner), null, KnownKinds.Find(session, EntityWords.Of(type).Word, owner.Kind));
}
