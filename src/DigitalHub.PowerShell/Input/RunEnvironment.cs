using System.Collections;
using System.Collections.Specialized;

namespace DigitalHub.PowerShell.Input;

/// <summary>Environment variables as a kind wants them: most as a list of name and value, KubeAI's runs as a map (contract 7 and 8.3).</summary>
internal static class RunEnvironment
{
    /// <summary>The value for the spec.</summary>
    /// <param name="given">Variables by name, or each as a dictionary with name and value and nothing else.</param>
    /// <param name="field">The kind's field; null where it is not known.</param>
    /// <exception cref="InputException"><c>ValueInvalid</c></exception>
    public static object Of(IReadOnlyList<IDictionary> given, KindField? field)
    {
        var variables = new OrderedDictionary(StringComparer.Ordinal);
        for (var i = 0; i < given.Count; i++)
        {
            var map = ShellValues.Map(given[i], $"spec.envs[{i}]");
            if (map.Count == 2 && map["name"] is string name && map.Contains("value")) variables[name] = map["value"];
            else foreach (DictionaryEntry entry in map) variables[entry.Key] = entry.Value;
        }
        if (field?.Shape.Type == FieldType.Map) return variables;
        return variables.Cast<DictionaryEntry>().Select(entry => (object?)ValueMap.From([new("name", entry.Key), new("value", entry.Value)])).ToArray();
    }
}
