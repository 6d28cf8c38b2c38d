using System.Collections.Specialized;
using System.Security.Cryptography;
using System.Text;

namespace DigitalHub;

/// <summary>
/// What was sent of a run, as a hash in its metadata: a core rewrites the spec when it builds the run (contract 8.4), and
/// keeps metadata as they are (contract 4.2). It covers the kind, the references of function, workflow and task, and all
/// that the spec held, whatever the order of names and the spelling of numbers; not the name, the labels and other metadata.
/// </summary>
internal static class SentHash
{
    /// <summary>Its name in the metadata.</summary>
    public const string Field = "ensure_hash";

    // Says how the hash is made, so that another way can be told from it.
    private const string Version = "1:";

    /// <summary>The hash of a run as it is sent.</summary>
    /// <param name="kind">The kind, as the backend calls it.</param>
    /// <param name="action">The action, where the task is found or made by it, and is not in the spec; else null.</param>
    /// <param name="spec">The spec.</param>
    public static string Of(string kind, string? action, OrderedDictionary spec)
    {
        var sent = ValueMap.From([new("kind", kind), new("action", action), new("spec", spec)]);
        return Version + Convert.ToHexString(SHA256.HashData(Encoding.UTF8.GetBytes(CanonicalJson.Write(sent)))).ToLowerInvariant();
    }

    /// <summary>Whether a hash is made as this module makes it.</summary>
    public static bool IsKnown(string hash) => hash.StartsWith(Version, StringComparison.Ordinal);
}
