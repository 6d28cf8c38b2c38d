using System.Collections;
using System.Collections.Specialized;
using System.Management.Automation;
using DigitalHub.PowerShell.Completion;
using DigitalHub.PowerShell.Input;

namespace DigitalHub.PowerShell.Commands;

/// <summary>Creates runs.</summary>
[Cmdlet(VerbsCommon.New, "DhRun", SupportsShouldProcess = true, ConfirmImpact = ConfirmImpact.Medium)]
[OutputType(typeof(Run))]
public sealed class NewDhRunCommand : BulkCommand
{
    private readonly HashSet<string> _typed = new(StringComparer.OrdinalIgnoreCase);

    /// <summary>The kind of run, for example <c>python+job:run</c>.</summary>
    [Parameter(Position = 0, Mandatory = true)]
    [TextArgument]
    [AllowNull]
    [AllowEmptyString]
    [ArgumentCompleter(typeof(KindCompleter))]
    public string? Kind { get; set; }

    /// <summary>The id; made if it is left out.</summary>
    [Parameter(ValueFromPipelineByPropertyName = true)]
    [TextArgument]
    [AllowNull]
    [AllowEmptyString]
    public string? Id { get; set; }

    /// <summary>The name; the id if one is given, else made.</summary>
    [Parameter(ValueFromPipelineByPropertyName = true)]
    [TextArgument]
    [AllowNull]
    [AllowEmptyString]
    public string? Name { get; set; }

    /// <summary>Labels.</summary>
    [Parameter(ValueFromPipelineByPropertyName = true)]
    [TextArgument]
    [AllowNull]
    [AllowEmptyString]
    [AllowEmptyCollection]
    [ArgumentCompleter(typeof(LabelCompleter))]
    public string[]? Label { get; set; }

    /// <summary>The task's reference, <c>kind://project/id</c>.</summary>
    [Parameter]
    [TextArgument]
    [AllowNull]
    [AllowEmptyString]
    [ArgumentCompleter(typeof(TaskCompleter))]
    public string? Task { get; set; }

    /// <summary>The function's reference, <c>kind://project/name:id</c>.</summary>
    [Parameter]
    [TextArgument]
    [AllowNull]
    [AllowEmptyString]
    [ArgumentCompleter(typeof(FunctionCompleter))]
    public string? Function { get; set; }

    /// <summary>The workflow's reference, <c>kind://project/name:id</c>.</summary>
    [Parameter]
    [TextArgument]
    [AllowNull]
    [AllowEmptyString]
    [ArgumentCompleter(typeof(WorkflowCompleter))]
    public string? Workflow { get; set; }

    /// <summary>Only records the run: nothing is executed for it.</summary>
    [Parameter]
    public SwitchParameter LocalExecution { get; set; }

    /// <summary>The spec, or further fields of it.</summary>
    [Parameter(ValueFromPipelineByPropertyName = true)]
    [MapArgument]
    [AllowNull]
    public IDictionary? Spec { get; set; }

    /// <summary>Metadata, for example a description.</summary>
    [Parameter]
    [MapArgument]
    [AllowNull]
    public IDictionary? Metadata { get; set; }

    /// <summary>A row with values, or the project to create in.</summary>
    [Parameter(ValueFromPipeline = true, DontShow = true)]
    [AllowNull]
    public object? InputObject { get; set; }

    private protected override void Begin()
    {
        _typed.UnionWith(MyInvocation.BoundParameters.Keys);
        RunKind.Check(Kind!);
    }

    private protected override void Process()
    {
        var input = InputObject is PSObject wrapped ? wrapped.BaseObject : InputObject;
        ForItem(input ?? Id, () =>
        {
            if (MyInvocation.ExpectingInput && input is null) throw Errors.Value("The pipeline brought null.", action: "Check the command before the pipe.");
            if (input is Entity and not DigitalHub.Project)
            {
                throw Errors.Value($"{input} can't be made a new run of.", input, "Pipe rows with Id, Name, Label or Spec, or a project.");
            }
            Create(input as Project);
        });
    }

    private void Create(Project? inProject)
    {
        ForgetEmptyCells();
        if (inProject is null) CheckRow();
        var session = inProject is null ? Current : For(inProject);
        var document = Document(inProject?.Id ?? ProjectOf(session), inProject is not null);
        RunRules.Check(document);
        var address = new RunAddress((string)document["project"]!, (string)document["id"]!);
        var action = LocalExecution ? "Record run" : "Create run";
        if (!ShouldProcess($"run '{address.Id}' of kind '{document["kind"]}' in project '{address.Project}' on {session.Name}", action)) return;
        Start(
            address.Id,
            token => session.Client.CreateRunAsync(document, token),
            stored =>
            {
                var run = new Run(stored, session);
                Seen.Add(run);
                WriteVerbose($"Created run {run.Key} on {session.Name}.");
                WriteObject(run);
            });
    }

    // Values by property belong to rows; a DigitalHub object's own properties of the same names are not meant.
    private void CheckRow()
    {
        if (!_typed.Contains(nameof(Id)) && Id is not null) ParameterCheck.Value(nameof(Id), Id);
        if (!_typed.Contains(nameof(Name)) && Name is not null) ParameterCheck.Value(nameof(Name), Name);
        if (!_typed.Contains(nameof(Label)) && Label is { Length: > 0 }) ParameterCheck.Value(nameof(Label), Label);
        if (!_typed.Contains(nameof(Spec)) && Spec is not null) ParameterCheck.Value(nameof(Spec), Spec);
    }

    // An empty cell of a table says nothing.
    private void ForgetEmptyCells()
    {
        if (!_typed.Contains(nameof(Id)) && string.IsNullOrEmpty(Id)) Id = null;
        if (!_typed.Contains(nameof(Name)) && string.IsNullOrEmpty(Name)) Name = null;
        if (!_typed.Contains(nameof(Label)) && Label is not null) Label = [.. Label.Where(label => !string.IsNullOrEmpty(label))];
    }

    private OrderedDictionary Document(string project, bool onlyTyped)
    {
        var id = Use(nameof(Id), Id, onlyTyped);
        var document = ValueMap.New();
        document["project"] = project;
        document["kind"] = Kind;
        document["id"] = id ?? NameGenerator.Id();
        document["name"] = Use(nameof(Name), Name, onlyTyped) ?? id ?? NameGenerator.Name();
        var metadata = Metadata is null ? ValueMap.New() : ShellValues.Map(Metadata, "metadata");
        if (Use(nameof(Label), Label, onlyTyped) is { } labels) metadata["labels"] = labels.Select(RunRules.Label).Distinct().ToArray<object?>();
        document["metadata"] = metadata;
        var spec = Use(nameof(Spec), Spec, onlyTyped) is { } given ? ShellValues.Map(given, "spec") : ValueMap.New();
        document["spec"] = spec;
        Refer(spec, "task", Task, needsId: false);
        Refer(spec, "function", Function, needsId: true);
        Refer(spec, "workflow", Workflow, needsId: true);
        if (LocalExecution) spec["local_execution"] = true;
        RunReferences.Check(spec, project);
        return document;
    }

    private T? Use<T>(string name, T? value, bool onlyTyped)
        where T : class => onlyTyped && !_typed.Contains(name) ? null : value;

    private static void Refer(OrderedDictionary spec, string field, string? reference, bool needsId)
    {
        if (reference is null) return;
        spec[field] = RunReferences.Parse(field, reference, needsId).ToString();
    }
}
