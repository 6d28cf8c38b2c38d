using System.Collections.Concurrent;
using System.Management.Automation;
using System.Reflection;

namespace DigitalHub.PowerShell.Input;

/// <summary>The names that the parameters of a command have already, its own and the engine's, with their aliases.</summary>
internal static class OwnParameters
{
    private static readonly ConcurrentDictionary<Type, HashSet<string>> Known = new();

    /// <summary>The names of the parameters of a command.</summary>
    public static IReadOnlySet<string> Names(Type command) => Known.GetOrAdd(command, Read);

    private static HashSet<string> Read(Type command)
    {
        var names = new HashSet<string>(Cmdlet.CommonParameters.Concat(Cmdlet.OptionalCommonParameters), StringComparer.OrdinalIgnoreCase);
        foreach (var property in command.GetProperties().Where(property => property.IsDefined(typeof(ParameterAttribute))))
        {
            names.Add(property.Name);
            names.UnionWith(property.GetCustomAttribute<AliasAttribute>()?.AliasNames ?? []);
        }
        return names;
    }
}
