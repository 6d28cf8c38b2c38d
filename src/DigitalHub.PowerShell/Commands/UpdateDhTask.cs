using System.Collections;
using System.Management.Automation;
using DigitalHub.PowerShell.Completion;
using DigitalHub.PowerShell.Input;

namespace DigitalHub.PowerShell.Commands;

/// <summary>
/// Changes the specs of tasks, or tasks that were changed and are piped in. The spec fields of their kind, or of all kinds where
/// the command line does not say it, are parameters, too, as long as no parameter of the command's own has their name.
/// </summary>
[Cmdlet(VerbsData.Update, "DhTask", SupportsShouldProcess = true, ConfirmImpact = ConfirmImpact.Medium)]
[OutputType(typeof(RunTask))]
public sealed class UpdateDhTaskCommand : TaskCommand, IDynamicParameters, ITaskParameters
{
    private EntityChange _edits = new();
    private RunFieldParameters? _fields;

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

    /// <summary>Fields of the spec to merge in; null takes a value away.</summary>
    [Parameter]
    [MapArgument]
    public IDictionary? Spec { get; set; }

    /// <summary>Takes what a core would drop of the spec for an error.</summary>
    [Parameter]
    public SwitchParameter Strict { get; set; }

    /// <summary>Puts the fields that are given in the place of what is there, instead of merging it. What the task is of stays.</summary>
    [Parameter]
    public SwitchParameter Replace { get; set; }

    /// <summary>Where somebody else changed the same value since it was read, puts yours over it.</summary>
    [Parameter]
    public SwitchParameter Force { get; set; }

    /// <summary>Gives out each task as it is afterwards.</summary>
    [Parameter]
    public SwitchParameter PassThru { get; set; }

    /// <summary>The spec fields of the kind on the command line that no other parameter stands for.</summary>
    public object? GetDynamicParameters()
    {
        if (Id is null && !MyInvocation.ExpectingInput) return null;
        var kind = (Id ?? []).Select(KnownKinds.KindOf).Distinct(StringComparer.Ordinal).ToList() is [var only] ? only : null;
        _fields = RunFieldParameters.Of(KnownKinds.TaskFields(KnownSession(), kind, null, null), OwnParameters.Names(GetType()));
        return _fields?.Parameters;
    }

    private protected override void Begin()
    {
        base.Begin();
        var typed = new TaskSpec(this, _fields);
        EditParameters.CheckReplace(Replace, typed.Any, "-Spec or a field of it");
        _edits = new EntityChange { Spec = typed.Any ? typed.Make() : null, Replace = Replace, Force = Force };
    }

    private protected override void Selected(EntitySelection selection, string project, Session session) =>
        Change(selection, project, _edits, _edits.Spec is not null, PassThru, session);

    // Only what is put in is looked at: the rest the backend took already. Which kind it is an id does not say.
    private protected override async Task CheckAsync(EntityAddress address, Entity? entity, EntityChange change, Session session, CancellationToken cancellationToken)
    {
        if (change.SpecPut() is not { } spec) return;
        var kind = entity?.Kind ?? (await session.Client.GetEntityAsync(address, cancellationToken).ConfigureAwait(false)).Head("kind");
        _fields?.CheckOf(KnownKinds.Find(session, "task", kind));
        var document = ValueMap.From([new("kind", kind), new("spec", spec)]);
        await new RunSpecCheck(Strict) { Entity = "task", Whole = false }.CheckAsync(session, document, spec, cancellationToken).ConfigureAwait(false);
    }
}
