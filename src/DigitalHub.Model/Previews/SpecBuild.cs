using System.Collections;
using System.Collections.Specialized;

namespace DigitalHub;

/// <summary>
/// The spec that a core makes of a run's, its task's and its function's when it builds the run (contract 2.1 and 8.4), and
/// where each field of it comes from: what was given with the run counts more than what the task says, and what the function
/// says counts most, each field as a whole.
/// </summary>
internal sealed class SpecBuild
{
    private const string Dropped = "dropped";

    private readonly List<RunPreviewField> _fields = [];
    private readonly List<string> _warnings = [];

    private SpecBuild(OrderedDictionary spec) => Spec = spec;

    /// <summary>The spec after the build.</summary>
    public OrderedDictionary Spec { get; }

    /// <summary>Its fields, and behind them what was dropped.</summary>
    public IReadOnlyList<RunPreviewField> Fields => _fields;

    /// <summary>What is lost without a word.</summary>
    public IReadOnlyList<string> Warnings => _warnings;

    /// <summary>The spec as a core builds it.</summary>
    /// <param name="sent">The spec as it is sent.</param>
    /// <param name="kind">The kind; null where its fields are not known.</param>
    /// <param name="bundled">The kind as the module knows it, or null.</param>
    /// <param name="faults">What <see cref="SpecCheck"/> says of the spec.</param>
    /// <param name="task">The task's spec; null where it is not looked at, since nothing is executed.</param>
    /// <param name="executable">The spec of the function or workflow; null as for the task.</param>
    /// <param name="word">What the executable is: <c>function</c> or <c>workflow</c>.</param>
    public static SpecBuild OnCore(
        OrderedDictionary sent,
        EntityKind? kind,
        EntityKind? bundled,
        IReadOnlyList<SpecFault> faults,
        OrderedDictionary? task,
        OrderedDictionary? executable,
        string word)
    {
        var run = new SpecBinder(kind, bundled).Bind(sent);
        var build = new SpecBuild(ValueMap.Clone(run));
        var fields = kind?.Fields ?? [];
        foreach (DictionaryEntry entry in task ?? ValueMap.New())
        {
            if (!build.Spec.Contains(entry.Key)) build.Spec[entry.Key] = ValueMap.Clone(entry.Value);
        }
        foreach (DictionaryEntry entry in executable ?? ValueMap.New()) build.Spec[entry.Key] = ValueMap.Clone(entry.Value);
        foreach (DictionaryEntry entry in build.Spec) build.Tell((string)entry.Key, sent, run, task, executable, word, Array.Find(fields, field => field.Name == (string)entry.Key));
        build.TellDropped(sent, faults);
        return build;
    }

    /// <summary>The spec as a local store keeps it.</summary>
    /// <param name="sent">The spec as it is given.</param>
    /// <param name="faults">What a core would have to say of it.</param>
    public static SpecBuild AsItIs(OrderedDictionary sent, IReadOnlyList<SpecFault> faults)
    {
        var build = new SpecBuild(ValueMap.Clone(sent));
        foreach (DictionaryEntry entry in sent)
        {
            var path = $"spec.{entry.Key}";
            var notes = faults.Where(fault => fault.Path == path || fault.Path.StartsWith(path + ".", StringComparison.Ordinal) || fault.Path.StartsWith(path + "[", StringComparison.Ordinal));
            var note = string.Join(" ", notes.Select(fault => fault.Sentence));
            build._fields.Add(new RunPreviewField((string)entry.Key, entry.Value, "run", note.Length > 0 ? note : null));
        }
        build._warnings.AddRange(faults.Select(fault => fault.Sentence));
        return build;
    }

    /// <summary>Tells where the parts do not fit each other.</summary>
    /// <param name="kind">The kind of the run; null where it is not known.</param>
    /// <param name="taskKind">The kind of the task.</param>
    /// <param name="owner">What the executable is, its reference in the task, and that in the run.</param>
    public void TellMismatch(string? kind, string taskKind, (string Word, string? OfTask, string OfRun) owner)
    {
        if (kind is not null && kind != RunKindName.Of(taskKind, null) && kind != RunKindName.Of(taskKind, 13))
        {
            _warnings.Add($"The run is of kind {kind}, and its task of kind {taskKind}: a core takes the run and ends it in ERROR when it builds it.");
        }
        if (owner.OfTask is { } other && other != owner.OfRun)
        {
            _warnings.Add($"The task is of the {owner.Word} {other}, and the run of {owner.OfRun}: it is the run's that counts.");
        }
    }

    private void Tell(string name, OrderedDictionary sent, OrderedDictionary run, OrderedDictionary? task, OrderedDictionary? executable, string word, KindField? field)
    {
        var value = Spec[name];
        var given = run.Contains(name);
        // What is empty says nothing: then it is the default that is there.
        var isDefault = given && SpecCheck.IsDropped(sent[name]);
        if (executable?.Contains(name) == true)
        {
            var other = given && !isDefault ? ("run", run[name]) : task?.Contains(name) == true ? ("task", task[name]) : default;
            var lost = other.Item1 is not null && !ValueMap.Same(value, other.Item2);
            Add(name, value, word, lost ? Instead(other) : null);
            if (lost && other.Item1 == "run") Warn(name, $"is the {word}'s, {Show(value)}: a run can't change it, and {Show(other.Item2)} is lost.");
            return;
        }
        if (!given)
        {
            Add(name, value, "task", null);
            return;
        }
        var differs = task?.Contains(name) == true && !ValueMap.Same(value, task[name]);
        Add(name, value, isDefault ? "default" : "run", differs ? Instead(("task", task![name])) : null);
        if (differs && isDefault)
        {
            var parameter = field is null ? $"in -Spec: {name}" : $"with -{field.Parameter}";
            Warn(name, $"is {Show(value)}, the default of the kind, and not {Show(task![name])} as the task has it: a core puts defaults into a run before it looks at the task. Give it with the run, {parameter}.");
        }
    }

    private void TellDropped(OrderedDictionary sent, IReadOnlyList<SpecFault> faults)
    {
        foreach (DictionaryEntry entry in sent)
        {
            var name = (string)entry.Key;
            if (!SpecCheck.IsDropped(entry.Value) || faults.Any(fault => fault.Path == $"spec.{name}")) continue;
            // An empty map where the default is one is what was asked for.
            if (!ValueMap.Same(entry.Value, Spec[name])) Add(name, entry.Value, Dropped, $"{SpecCheck.Describe(entry.Value)} counts as nothing given");
        }
        foreach (var fault in faults.Where(fault => fault.Type is SpecFaultType.Unknown or SpecFaultType.Dropped))
        {
            var path = fault.Path["spec.".Length..];
            Add(path, sent[path], Dropped, fault.Sentence);
            _warnings.Add(fault.Sentence);
        }
    }

    private void Add(string name, object? value, string source, string? note) => _fields.Add(new RunPreviewField(name, value, source, note));

    private void Warn(string name, string what) => _warnings.Add($"spec.{name} {what}");

    private static string Instead((string Source, object? Value) other) => $"in place of the {other.Source}'s {Show(other.Value)}";

    private static string Show(object? value) => Errors.Shorten(RunPreviewField.Text(value));
}
