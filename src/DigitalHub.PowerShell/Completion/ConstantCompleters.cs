namespace DigitalHub.PowerShell.Completion;

/// <summary>Completes from a list that never changes.</summary>
internal abstract class ConstantCompleter(IEnumerable<string> values) : DhCompleter
{
    private protected override IEnumerable<(string Text, string Tip)> Values(CompletionRequest request) => values.Select(Plain);
}

internal sealed class StateCompleter() : ConstantCompleter(RunState.All);

internal sealed class SortCompleter() : ConstantCompleter(Enum.GetNames<RunSort>());

internal sealed class ActionCompleter() : ConstantCompleter(["build", "deploy", "job", "pipeline", "serve", "train", "transform"]);

internal sealed class NameTemplateCompleter() : ConstantCompleter(
    ["{id}.yaml", "{name}.yaml", "{name}-{id}.yaml", "{project}-{id}.yaml", "{kind}-{id}.yaml", "{name}-{state}.yaml", "{id}.json", "{name}.json", "{name}-{id}.json"]);

/// <summary>Completes with the places where runs most often differ.</summary>
internal sealed class ComparedPathCompleter() : ConstantCompleter(
    ["kind", "metadata", "metadata.labels", "metrics", "name", "project", "spec", "spec.function", "spec.parameters", "spec.task", "spec.workflow", "status", "status.outputs", "status.results", "status.state", "user"]);

/// <summary>Completes with the kinds of functions, workflows or tasks, as the command wants them (contract 7).</summary>
internal sealed class EntityKindCompleter : DhCompleter
{
    private static readonly string[] Functions =
    [
        "container", "dbt", "flower-app", "flower-client", "flower-server", "guardrail", "huggingfaceserve", "kubeai-speech", "kubeai-text",
        "mlflowserve", "openinference", "python", "servicegraph", "sklearnserve", "vllmserve-pooling", "vllmserve-speech", "vllmserve-text",
    ];

    private static readonly string[] Workflows = ["hera", "kfp"];

    private protected override IEnumerable<(string Text, string Tip)> Values(CompletionRequest request) => (request.Type switch
    {
        EntityType.Function => Functions,
        EntityType.Workflow => Workflows,
        _ => KindCompleter.Tasks,
    }).Select(Plain);
}

/// <summary>Completes with the run kinds of core 0.14 and later, then with those of core 0.13 (contract 7 and 13).</summary>
internal sealed class KindCompleter() : ConstantCompleter(Runs)
{
    private static readonly string[] Runs =
    [
        "container+build:run", "container+deploy:run", "container+job:run", "container+serve:run",
        "dbt+transform:run",
        "flower-app+train:run", "flower-client+build:run", "flower-client+deploy:run", "flower-server+build:run", "flower-server+deploy:run",
        "guardrail+build:run", "guardrail+serve:run",
        "hera+build:run", "hera+pipeline:run",
        "huggingfaceserve+serve:run",
        "kfp+build:run", "kfp+pipeline:run",
        "kubeai-speech+serve:run", "kubeai-text+serve:run",
        "mlflowserve+build:run", "mlflowserve+serve:run",
        "openinference+build:run", "openinference+serve:run",
        "python+build:run", "python+job:run", "python+serve:run",
        "servicegraph+serve:run",
        "sklearnserve+serve:run",
        "vllmserve-pooling+serve:run", "vllmserve-speech+serve:run", "vllmserve-text+serve:run",
        "container+run", "dbt+run", "hera+run", "huggingfaceserve+run",
        "kfp+run", "kubeai-speech+run", "kubeai-text+run", "mlflowserve+run", "python+run", "sklearnserve+run",
    ];

    /// <summary>The kinds of tasks: those of runs without their end.</summary>
    public static IEnumerable<string> Tasks => Runs.Where(kind => kind.EndsWith(":run", StringComparison.Ordinal)).Select(kind => kind[..^":run".Length]);
}
