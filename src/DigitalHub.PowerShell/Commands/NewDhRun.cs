using System.Collections;
using System.Collections.Specialized;
using System.Management.Automation;
using DigitalHub.PowerShell.Completion;
using DigitalHub.PowerShell.Input;

namespace DigitalHub.PowerShell.Commands;

/// <summary>Creates runs.</summary>
[Cmdlet(VerbsCommon.New, "DhRun", SupportsShouldProcess = true, ConfirmImpact = ConfirmImpact.Medium)]
[OutputType(typeof(Run))]
public sealed class NewDhRunCommand : RunCreationCommand
{
    private readonly HashSet<string> _typed = new(StringComparer.OrdinalIgnoreCase);
    private RowInput? _rows;

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
    public string? Id { get; set; }

    /// <summary>The name; the id if one is given, else made.</summary>
    [Parameter(ValueFromPipelineByPropertyName = true)]
    [TextArgument]
    public string? Name { get; set; }

    /// <summary>Labels.</summary>
    [Parameter(ValueFromPipelineByPropertyName = true)]
    [Alias("Labels")]
    [TextArgument]
    [ArgumentCompleter(typeof(LabelCompleter))]
    public string[]? Label { get; set; }

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

    /// <summary>Only records the run: nothing is executed for it.</summary>
    [Parameter]
    public SwitchParameter LocalExecution { get; set; }

    /// <summary>The spec, or further fields of it.</summary>
    [Parameter(ValueFromPipelineByPropertyName = true)]
    [MapArgument]
    public IDictionary? Spec { get; set; }

    /// <summary>Metadata, for example a description.</summary>
    [Parameter]
    [MapArgument]
    public IDictionary? Metadata { get; set; }

    /// <summary>A row with values, or the project to create in.</summary>
    [Parameter(ValueFromPipeline = true, DontShow = true)]
    public object? InputObject { get; set; }

    private protected override string? WhenTaken => "Give another -Id, or leave it out to have one made.";

    private protected override void Begin()
    {
        _typed.UnionWith(MyInvocation.BoundParameters.Keys);
        _rows = new RowInput(MyInvocation);
        RunKind.Check(Kind!);
    }

    private protected override void Process()
    {
        var input = ShellValues.Bare(InputObject);
        ForItem(input ?? Id, () =>
        {
            if (MyInvocation.ExpectingInput && input is null) throw Errors.Value("The pipeline brought null.", action: "Check the command before the pipe.");
            switch (input)
            {
                case Project project:
                    Create(RowOf(ValueMap.New()), project);
                    break;
                case Run:
                    throw RowInput.NoRun(input);
                case Entity:
                    throw Errors.Value($"{input} can't be made a new run of.", input, "Pipe rows with Id, Name, Label or Spec, or a project.");
                case null:
                    Create(new Row(Id, Name, Label, Spec), null);
                    break;
                default:
                    CreateOf(InputObject!);
                    break;
            }
        });
    }

    private void CreateOf(object input)
    {
        _rows!.Check(input);
        if (!RowInput.IsRow(input))
        {
            // What a script block took of it; its own properties are none of ours.
            Create(RowOf(ValueMap.New()), null);
            return;
        }
        if (_rows.Unused(input) is { Count: > 0 } unused)
        {
            WriteWarning($"New-DhRun takes nothing from the columns {string.Join(", ", unused)}. What is the same for all goes to a parameter; for the rest use a script block, for example -Spec {{ @{{ parameters = @{{ n = $_.{unused[0]} }} }} }}.");
        }
        Create(ShellValues.Bare(input) is IDictionary map ? RowOf(map) : new Row(Id, Name, Label, Spec), null);
    }

    private void Create(Row given, Project? inProject)
    {
        var row = given.Checked(_typed);
        var session = inProject is null ? Current : For(inProject);
        var document = Document(row, inProject?.Id ?? ProjectOf(session));
        RunRules.Check(document);
        Create(document, session, LocalExecution ? "Record" : "Create", chosenId: row.Id is not null, place: null, row.Name);
    }

    // What stands on the command line wins over a row; what a row holds in other columns is not ours.
    private Row RowOf(IDictionary map)
    {
        object? Cell(string name) => map.Keys.OfType<string>().FirstOrDefault(key => string.Equals(key, name, StringComparison.OrdinalIgnoreCase)) is { } key ? map[key] : null;
        return new Row(
            _typed.Contains(nameof(Id)) ? Id : TextArgumentAttribute.Plain(Cell(nameof(Id))),
            _typed.Contains(nameof(Name)) ? Name : TextArgumentAttribute.Plain(Cell(nameof(Name))),
            _typed.Contains(nameof(Label)) ? Label : Texts(Cell(nameof(Label)) ?? Cell("Labels")),
            _typed.Contains(nameof(Spec)) ? Spec : MapArgumentAttribute.ToMap(Cell(nameof(Spec))));
    }

    private static string[]? Texts(object? value) => ShellValues.Bare(value) switch
    {
        null => null,
        IList list => [.. list.Cast<object?>().Select(item => TextArgumentAttribute.Plain(item) ?? string.Empty)],
        _ => [TextArgumentAttribute.Plain(value)!],
    };

    private OrderedDictionary Document(Row row, string project)
    {
        var document = ValueMap.New();
        document["project"] = project;
        document["kind"] = Kind;
        document["id"] = row.Id ?? NameGenerator.Id();
        document["name"] = row.Name ?? row.Id ?? NameGenerator.Name();
        var metadata = Metadata is null ? ValueMap.New() : ShellValues.Map(Metadata, "metadata");
        if (row.Label is { } labels) metadata["labels"] = RunRules.Labels(labels);
        document["metadata"] = metadata;
        var spec = row.Spec is null ? ValueMap.New() : ShellValues.Map(row.Spec, "spec");
        document["spec"] = spec;
        if (Task is not null) spec["task"] = Task;
        if (Function is not null) spec["function"] = Function;
        if (Workflow is not null) spec["workflow"] = Workflow;
        if (LocalExecution) spec["local_execution"] = true;
        RunReferences.Check(spec, project);
        return document;
    }

    /// <summary>The values that may come from a row of the pipeline.</summary>
    private sealed record Row(string? Id, string? Name, string[]? Label, IDictionary? Spec)
    {
        /// <summary>The row without its empty cells, which say nothing.</summary>
        /// <exception cref="InputException"><c>ValueInvalid</c>: a cell holds something else than it should.</exception>
        public Row Checked(HashSet<string> typed)
        {
            var row = this with
            {
                Id = typed.Contains(nameof(Id)) || Id is not "" ? Id : null,
                Name = typed.Contains(nameof(Name)) || Name is not "" ? Name : null,
                Label = typed.Contains(nameof(Label)) ? Label : Label?.Where(label => !string.IsNullOrEmpty(label)).ToArray(),
            };
            Check(nameof(Id), row.Id);
            Check(nameof(Name), row.Name);
            Check(nameof(Label), row.Label);
            Check(nameof(Spec), row.Spec);
            return row;

            // A script block on the command line that makes nothing meant something: most often a name is misspelt in it.
            void Check(string name, object? value)
            {
                if (typed.Contains(name) || value is not (null or string[] { Length: 0 })) ParameterCheck.Value(name, value);
            }
        }
    }
}
