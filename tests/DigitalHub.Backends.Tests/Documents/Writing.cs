using System.Collections.Specialized;
using System.Globalization;
using DigitalHub.Backends.Documents;

namespace DigitalHub.Backends.Tests.Documents;

/// <summary>Short ways to write documents.</summary>
internal static class Writing
{
    public static string Yaml(params IEnumerable<OrderedDictionary> documents) => Text(DocumentFormat.Yaml, documents);

    public static string Json(params IEnumerable<OrderedDictionary> documents) => Text(DocumentFormat.Json, documents);

    public static string Text(DocumentFormat format, IEnumerable<OrderedDictionary> documents, byte[]? existing = null, string? file = null)
    {
        using var target = new StringWriter(CultureInfo.InvariantCulture);
        var output = new DocumentWriter().Begin(target, format, existing is null ? null : new MemoryStream(existing), file);
        foreach (var document in documents) output.Write(document);
        output.Complete();
        return target.ToString();
    }

    /// <summary>How a value is written behind a key.</summary>
    public static string Value(object? value) => Yaml(ValueMap.From([new("v", value)]))["v:".Length..].TrimStart(' ').TrimEnd('\n');
}
