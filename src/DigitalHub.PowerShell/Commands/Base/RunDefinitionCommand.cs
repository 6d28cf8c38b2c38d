using System.Collections;
using System.Collections.Specialized;
using System.Management.Automation;
using DigitalHub.PowerShell.Completion;
using DigitalHub.PowerShell.Input;

namespace DigitalHub.PowerShell.Commands;

/// <summary>
/// The base of the commands that say what a run is made of. The spec fields of a kind that is known on the command line are
/// parameters, too, as long as no parameter of the command's own has their name.
/// </summary>
public abstract class RunDefinitionCommand : RunCreationCommand, IDynamicParameters
{
    private readonly HashSet<string> _typed = new(StringComparer.OrdinalIgnoreCase);
    private readonly RunTargetFinder _targets = new();
    private readonly AskedOnce<(Session Session, string Project, bool WithOwner), GivenTask> _tasks = new();
    private RunTarget? _target;
    private RunFieldParameters? _fields;
    private RowInput? _rows;

    /// <summary>The kind of run, for example <c>python+job:run</c>; follows from a task, or from a function and an action.</summary>
    [Parameter(Position = 0)]
    [TextArgument]
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

    /// <summary>The task: its id, a store key or a reference, <c>kind://project/id</c>. What it is a task of follows from it.</summary>
    [Parameter]
    [TextArgument(Accepts = typeof(RunTask))]
    [ArgumentCompleter(typeof(TaskCompleter))]
    public string? Task { get; set; }

    /// <summary>The function: a name, which stands for its newest version, a store key or a reference, <c>kind://project/name:id</c>.</summary>
    [Parameter]
    [TextArgument(Accepts = typeof(DigitalHub.Function))]
    [ArgumentCompleter(typeof(FunctionToRunCompleter))]
    public string? Function { get; set; }

    /// <summary>The workflow, in the same forms.</summary>
    [Parameter]
    [TextArgument(Accepts = typeof(DigitalHub.Workflow))]
    [ArgumentCompleter(typeof(WorkflowToRunCompleter))]
    public string? Workflow { get; set; }

    /// <summary>What is done with the function or workflow, for example <c>job</c>; may be left out where there is only one.</summary>
    [Parameter]
    [TextArgument]
    [ArgumentCompleter(typeof(ActionToRunCompleter))]
    public string? Action { get; set; }

    /// <summary>Parameters of the function by name.</summary>
    [Parameter(ValueFromPipelineByPropertyName = true)]
    [MapArgument]
    public IDictionary? Parameters { get; set; }

    /// <summary>Inputs by name: store keys of data items, models and artifacts.</summary>
    [Parameter(ValueFromPipelineByPropertyName = true)]
    [MapArgument]
    public IDictionary? Inputs { get; set; }

    /// <summary>Outputs by name.</summary>
    [Parameter]
    [MapArgument]
    public IDictionary? Outputs { get; set; }

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

    /// <summary>Only records the run: nothing is executed for it.</summary>
    [Parameter]
    public SwitchParameter LocalExecution { get; set; }

    /// <summary>The spec, or further fields of it.</summary>
    [Parameter(ValueFromPipelineByPropertyName = true)]
    [MapArgument]
    public IDictionary? Spec { get; set; }

    /// <summary>Takes what a core would drop of the spec for an error.</summary>
    [Parameter]
    public SwitchParameter Strict { get; set; }

    /// <summary>Gives out the run that is there already, if it was created from the same; the id must be given.</summary>
    [Parameter]
    public SwitchParameter Ensure { get; set; }

    /// <summary>Metadata, for example a description.</summary>
    [Parameter]
    [MapArgument]
    public IDictionary? Metadata { get; set; }

    /// <summary>A row with values, the function or workflow to run, or the project to create in.</summary>
    [Parameter(ValueFromPipeline = true, DontShow = true)]
    public object? InputObject { get; set; }

    /// <summary>
    /// The spec fields of the kind on the command line that no other parameter stands for; where it says no kind, those of all
    /// kinds that may be meant.
    /// </summary>
    public object? GetDynamicParameters()
    {
        // Where nothing is said the command's own are shown alone.
        if ((Kind ?? Task ?? Function ?? Workflow ?? Action) is null && !MyInvocation.ExpectingInput) return null;
        _fields = RunFieldParameters.Of(RunKindChoice.Fields(KnownSession(), Kind, Task, Function, Workflow, Action), OwnParameters.Names(GetType()));
        return _fields?.Parameters;
    }

    private protected override string? WhenTaken => Ensure ? null : "Give another -Id, or leave it out to have one made.";

    private protected override void Begin()
    {
        _typed.UnionWith(MyInvocation.BoundParameters.Keys);
        _rows = new RowInput(MyInvocation);
        if (Function is not null && Workflow is not null) throw Errors.Value("-Function and -Workflow exclude each other.", action: "A run is of one of them: leave the other out.");
        if (Ensure && Id is null && !MyInvocation.ExpectingInput && InputObject is null) throw NothingToEnsure();
        if (Kind is not null) RunKind.Check(Kind);
        if (Action is not null && ByKind is { } kind) throw Errors.Value($"-Action and -{kind} exclude each other.", action: $"Leave -{kind} out: it follows from the function or workflow and the action. Or leave -Action out.");
        if (ByKind is { } by && (Function ?? Workflow) is { } named && (!EntityReference.TryParse(named, out var reference) || reference.Id is null))
        {
            throw Errors.Value($"'{Errors.Shorten(named)}' is no full reference, as is wanted beside -{by}.", named, $"Leave -{by} out, and say with -Action what is done with it; or give it as kind://project/name:id.");
        }
        if (ByKind is null && Function is null && Workflow is null && !MyInvocation.ExpectingInput && InputObject is null) throw NothingToRun();
    }

    private protected override void Process()
    {
        var input = ShellValues.Bare(InputObject);
        var owner = PipedOwner(input);
        var task = PipedTask(input);
        if (owner is null && task is null && ByKind is null && Function is null && Workflow is null) throw NothingToRun();
        // The same for all rows: what is wrong with it is no row's error.
        if (owner is null && task is null && ByKind is null && input is not Entity) _target ??= Target(Named(), null, Current);
        ForItem(input ?? Id, () =>
        {
            if (MyInvocation.ExpectingInput && input is null) throw Errors.Value("The pipeline brought null.", action: "Check the command before the pipe.");
            switch (input)
            {
                case var _ when owner is not null:
                    DefineOf(owner);
                    break;
                case var _ when task is not null:
                    DefineOfTask(task);
                    break;
                case Project project:
                    Define(new RunRow().Under(Bound, _typed), project);
                    break;
                case Run:
                    throw RowInput.NoRun(input);
                case Entity:
                    throw Errors.Value($"{input} can't be made a new run of.", input, "Pipe rows with Id, Name, Label, Parameters, Inputs or Spec, functions, workflows or tasks, or a project.");
                case null:
                    Define(Bound, null);
                    break;
                default:
                    DefineOf(InputObject!);
                    break;
            }
        });
    }

    // An object of another process, or one that was kept in a file, is its key.
    private RunOwner? PipedOwner(object? input) => input switch
    {
        Executable executable => RunOwner.Of(executable),
        PSCustomObject => RunOwner.OfKey(((PSObject)InputObject!).Properties["Key"]?.Value as string),
        _ => null,
    };

    // A task as an object, or as the key of one.
    private object? PipedTask(object? input) => input switch
    {
        RunTask task => task,
        PSCustomObject when ((PSObject)InputObject!).Properties["Key"]?.Value is string text && EntityKey.TryParse(text, out var key) && key.Type == "task" => key,
        _ => null,
    };

    // The parameter that says the kind of run without a function and an action; null where none does.
    private string? ByKind => Kind is not null ? nameof(Kind) : Task is not null ? nameof(Task) : null;

    private static InputException NothingToRun() => Errors.Value(
        "It is not said what to run.",
        action: "Give the function with -Function and what is done with it with -Action, for example -Function train -Action job, the workflow with -Workflow, or the kind of run with -Kind, for example -Kind python+job:run (Get-DhKind -Entity run shows all).");

    private static InputException NothingToEnsure() => Errors.Value(
        "-Ensure needs the id of the run, since it finds what is there by it.",
        action: "Give the id with -Id, for example -Id { \"s7-$($_.seed)\" } for rows with a column seed.");

    private void DefineOf(RunOwner owner)
    {
        if ((Function is not null ? nameof(Function) : Workflow is not null ? nameof(Workflow) : ByKind) is { } given)
        {
            throw Errors.Value($"The {owner} is piped in to be run, and -{given} is given.", owner.Name, $"Leave -{given} out, or pipe nothing.");
        }
        Define(new RunRow().Under(Bound, _typed), null, owner);
    }

    private void DefineOfTask(object task)
    {
        if ((Function is not null ? nameof(Function) : Workflow is not null ? nameof(Workflow) : Action is not null ? nameof(Action) : ByKind) is { } given)
        {
            throw Errors.Value($"The task '{(task as RunTask)?.Id ?? ((EntityKey)task).Id}' is piped in to be run, and -{given} is given.", task, $"Leave -{given} out: it follows from the task. Or pipe nothing.");
        }
        Define(new RunRow().Under(Bound, _typed), null, pipedTask: task);
    }

    private void DefineOf(object input)
    {
        _rows!.Check(input);
        if (!RowInput.IsRow(input))
        {
            // What a script block took of it; its own properties are none of ours.
            Define(new RunRow().Under(Bound, _typed), null);
            return;
        }
        if (_rows.Unused(input) is { Count: > 0 } unused)
        {
            WriteWarning($"{MyInvocation.MyCommand.Name} takes nothing from the columns {string.Join(", ", unused)}. What is the same for all goes to a parameter; for the rest use a script block, for example -Parameters {{ @{{ n = $_.{unused[0]} }} }}.");
        }
        Define(ShellValues.Bare(input) is IDictionary map ? RunRow.Of(map).Under(Bound, _typed) : Bound, null);
    }

    /// <summary>Called for each run.</summary>
    /// <param name="document">Its document. Where it is made by function and action, its task is left to <see cref="RunTasks"/>.</param>
    /// <param name="session">The backend it is for.</param>
    /// <param name="chosenId">Whether the id was given.</param>
    /// <param name="chosenName">The name that was given; null for one that was made.</param>
    /// <param name="target">What it is of; null where kind or task were given.</param>
    private protected abstract void Defined(OrderedDictionary document, Session session, bool chosenId, string? chosenName, RunTarget? target);

    private protected override OrderedDictionary? Typed(OrderedDictionary document) => document.Map("spec");

    private RunRow Bound => new() { Id = Id, Name = Name, Label = Label, Parameters = Parameters, Inputs = Inputs, Spec = Spec };

    private void Define(RunRow given, Project? inProject, RunOwner? piped = null, object? pipedTask = null)
    {
        var row = given.Checked(_typed);
        if (Ensure && row.Id is null) throw NothingToEnsure();
        var session = inProject is not null ? For(inProject) : (piped?.Entity ?? pipedTask as Entity) is { } entity ? For(entity) : Current;
        var target = ByKind is not null || pipedTask is not null ? null
            : piped is null && inProject is null ? _target
            : Target(piped ?? Named(), inProject, session);
        if (LocalExecution && target?.Type == EntityType.Workflow)
        {
            throw Errors.Value("A workflow is executed by the server alone, and -LocalExecution is given.", target.Owner.ToString(), "Leave -LocalExecution out. To keep a record of a workflow's run that nothing executes, give -Spec @{ local_execution = $true }.");
        }
        var project = target?.Owner.Project ?? (pipedTask is null ? null : ProjectOfTask(pipedTask)) ?? inProject?.Id ?? ProjectOf(session);
        var document = Document(row, project, session, target, pipedTask);
        RunRules.Check(document);
        Defined(document, session, chosenId: row.Id is not null, row.Name, target is null ? null : target with { TaskSpec = TaskSpec(document, target) });
    }

    // That of a task in the user's hand wins over the current one; another that was typed is meant.
    private string ProjectOfTask(object task)
    {
        var own = task is RunTask one ? one.Project : ((EntityKey)task).Project;
        return Project is null || DefaultValues.Of(this).Contains(nameof(Project)) || RunRules.Project(Project) == own ? own : throw Errors.ReferenceMismatch("task", $"{task}", "run", Project);
    }

    private RunOwner Named() => Function is not null ? RunOwner.Of(Function, EntityType.Function) : RunOwner.Of(Workflow!, EntityType.Workflow);

    // A key's or an object's own project wins over the current one; one that was typed is meant.
    private RunTarget Target(RunOwner owner, Project? inProject, Session session)
    {
        var wanted = inProject?.Id ?? (Project is not null && !DefaultValues.Of(this).Contains(nameof(Project)) ? RunRules.Project(Project) : null);
        if (owner.Project is { } own && wanted is not null && own != wanted) throw Errors.ReferenceMismatch(owner.Words.Word, owner.Name, "run", wanted);
        return Await(_targets.FindAsync(owner, Action, session, owner.Project ?? wanted ?? ProjectOf(session), Stop));
    }

    // What of the spec was given with parameters and belongs to the task, too.
    private OrderedDictionary? TaskSpec(OrderedDictionary document, RunTarget target)
    {
        var facts = KnownKinds.Of(target.Session).Find("task", target.TaskKind);
        var spec = ValueMap.New();
        foreach (var field in facts?.Fields ?? [])
        {
            if (_typed.Contains(field.Parameter) && !EntityRules.Owners.Contains(field.Name)) spec[field.Name] = ValueMap.Clone(document.Map("spec")![field.Name]);
        }
        return spec.Count > 0 ? spec : null;
    }

    private GivenTask? TaskOf(OrderedDictionary spec, string project, Session session, object? piped)
    {
        if (piped is RunTask task) return GivenTask.Of(task);
        if ((piped?.ToString() ?? Task) is not { } text) return null;
        var withOwner = Function is null && Workflow is null && EntityRules.Owners.All(field => spec[field] is null);
        return piped is null
            ? Await(_tasks.Get((session, project, withOwner), () => GivenTask.FindAsync(text, session, project, withOwner, Stop)).Value)
            : Await(GivenTask.FindAsync(text, session, project, withOwner, Stop));
    }

    private OrderedDictionary Document(RunRow row, string project, Session session, RunTarget? target, object? pipedTask)
    {
        var document = ValueMap.New();
        document["project"] = project;
        document["kind"] = Kind is null ? null : KnownKinds.Of(session).FindTyped("run", Kind)?.Name ?? Kind;
        document["id"] = row.Id ?? NameGenerator.Id();
        document["name"] = row.Name ?? row.Id ?? NameGenerator.Name();
        var metadata = Metadata is null ? ValueMap.New() : ShellValues.Map(Metadata, "metadata");
        if (row.Label is { } labels) metadata["labels"] = RunRules.Labels(labels);
        document["metadata"] = metadata;
        var spec = row.Spec is null ? ValueMap.New() : ShellValues.Map(row.Spec, "spec");
        document["spec"] = spec;
        _fields?.PutInto(spec);
        PutMap(spec, "parameters", row.Parameters);
        PutMap(spec, "inputs", row.Inputs);
        PutMap(spec, "outputs", Outputs);
        PutMap(spec, "resources", Resources);
        if (Secrets is not null) spec["secrets"] = ShellValues.Value(Secrets, "spec.secrets");
        if (Volumes is not null) spec["volumes"] = ShellValues.Value(Volumes, "spec.volumes");
        if (ResourceProfile is not null) spec["profile"] = ResourceProfile;
        var task = TaskOf(spec, project, session, pipedTask);
        if (task is not null) spec["task"] = task.Reference.ToString();
        if (target is not null) target.PutInto(document);
        else if (Function is not null) spec["function"] = Function;
        else if (Workflow is not null) spec["workflow"] = Workflow;
        else if (task?.Owner is var (field, reference)) spec[field] ??= reference;
        if (LocalExecution) spec["local_execution"] = true;
        RunReferences.Check(spec, project);
        document["kind"] ??= RunKindName.Of(Reference(spec.Text("task")!).Kind, Await(session.Client.GetApiLevelAsync(Stop).AsTask()));
        _fields?.CheckOf(KnownKinds.Find(session, "run", document.Text("kind")));
        if (Envs is not null) spec["envs"] = RunEnvironment.Of(Envs, KnownKinds.Of(session).Find("run", document.Text("kind")!)?.Field("envs"));
        return document;
    }

    private static EntityReference Reference(string text) => EntityReference.TryParse(text, out var reference) ? reference : throw new InvalidOperationException("The reference was not checked.");

    private static void PutMap(OrderedDictionary spec, string field, IDictionary? value)
    {
        if (value is not null) spec[field] = ShellValues.Map(value, $"spec.{field}");
    }
}
