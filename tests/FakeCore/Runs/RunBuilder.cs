using System.Text.Json.Nodes;
using DigitalHub.FakeCore.Model;
using DigitalHub.FakeCore.Store;
using DigitalHub.FakeCore.Validation;

namespace DigitalHub.FakeCore.Runs;

/// <summary>BUILD: puts the specs of task and function into that of the run (contract, sections 2.1 and 8.4).</summary>
internal sealed class RunBuilder(CoreStore store)
{
    /// <summary>The run with the merged spec, or the message with which building fails.</summary>
    public (Entity Run, string? Problem) Build(Entity run)
    {
        var reference = run.Function ?? run.Workflow;
        var type = run.Function is null ? EntityType.Workflow : EntityType.Function;
        var match = Patterns.Executable().Match(reference ?? "");
        if (!match.Success || store.Get(type, match.Groups[4].Value) is not { } executable)
        {
            return (run, $"No such {type.Word()}.");
        }
        var spec = Json.Object(run.Spec);
        if (Patterns.Task().Match(run.Task ?? "") is { Success: true } task && store.Get(EntityType.Task, task.Groups[3].Value) is { } stored)
        {
            foreach (var (key, value) in Json.Object(stored.Spec))
            {
                spec.TryAdd(key, value?.DeepClone());
            }
        }
        foreach (var (key, value) in Json.Object(executable.Spec))
        {
            spec[key] = value?.DeepClone();
        }
        return (WithRelationships(run.WithSpec(spec), spec), null);
    }

    /// <summary>Whether there is something to build from: what core checks before it stores a remote run.</summary>
    public static bool HasExecutable(JsonObject spec) =>
        (Json.String(spec, "function") ?? Json.String(spec, "workflow")) is { } reference && Patterns.Executable().IsMatch(reference);

    // Of python: one for each input.
    private static Entity WithRelationships(Entity run, JsonObject spec)
    {
        if (!run.Kind.StartsWith("python+", StringComparison.Ordinal) || spec["inputs"] is not JsonObject { Count: > 0 } inputs)
        {
            return run;
        }
        var metadata = Json.Object(run.Metadata);
        metadata["relationships"] = new JsonArray([.. inputs.Select(input => new JsonObject { ["type"] = "consumes", ["dest"] = Json.Text(input.Value) })]);
        return run with { Metadata = Json.Bytes(metadata) };
    }
}
