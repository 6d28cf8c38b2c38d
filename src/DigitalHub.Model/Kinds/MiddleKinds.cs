using System.Collections;
using System.Collections.Specialized;

namespace DigitalHub;

/// <summary>
/// The facts about the kinds of core 0.14, of which no schemas were recorded: those of 0.15 without the runtimes that came
/// with it, and with what 0.13 has besides (contract 13).
/// </summary>
internal static class MiddleKinds
{
    private static readonly string[] Later = ["guardrail", "openinference", "servicegraph", "vllmserve-pooling", "vllmserve-speech", "vllmserve-text"];

    private static readonly string[] OlderFields = ["affinity", "node_selector", "priority_class", "runtime_class", "tolerations"];

    private static readonly string[] PythonVersions = ["PYTHON3_9", "PYTHON3_10", "PYTHON3_11", "PYTHON3_12"];

    /// <summary>The facts.</summary>
    /// <param name="before">Those of 0.13.</param>
    /// <param name="after">Those of 0.15.</param>
    public static OrderedDictionary Facts(OrderedDictionary before, OrderedDictionary after)
    {
        var facts = ValueMap.Clone(after);
        foreach (var kinds in KindFacts.Entities.Select(facts.Map).OfType<OrderedDictionary>())
        {
            foreach (var name in kinds.Keys.Cast<string>().Where(name => Later.Contains(name.Split('+')[0], StringComparer.Ordinal)).ToArray()) kinds.Remove(name);
        }
        var types = facts.Map("types")!;
        foreach (DictionaryEntry type in before.Map("types")!)
        {
            if (!types.Contains(type.Key)) types[type.Key] = ValueMap.Clone(type.Value);
        }
        types.Map("PythonVersion")!["enum"] = PythonVersions.ToArray<object?>();
        var older = before.Map("task")!.Map("python+job")!.Map("fields")!;
        foreach (var fields in facts.Map("task")!.Values.Cast<OrderedDictionary>().Select(task => task.Map("fields")).OfType<OrderedDictionary>())
        {
            // Those that Kubernetes knows nothing of have none of them.
            if (!fields.Contains("volumes")) continue;
            foreach (var name in OlderFields) fields[name] = ValueMap.Clone(older[name]);
        }
        return facts;
    }
}
