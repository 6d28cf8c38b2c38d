using System.Collections.Specialized;
using System.Text;
using DigitalHub.Backends.Documents;

namespace DigitalHub.Backends.Tests.Documents;

/// <summary>Short ways to read texts and test data.</summary>
internal static class Reading
{
    public static string DataFolder { get; } = Path.Combine(AppContext.BaseDirectory, "data");

    public static List<DocumentResult> Bytes(byte[] content, string? file = "runs.yaml") => [.. new DocumentReader().Read(new MemoryStream(content), file, CancellationToken.None)];

    public static List<DocumentResult> Text(string text, string? file = "runs.yaml") => Bytes(Encoding.UTF8.GetBytes(text), file);

    public static List<DocumentResult> Data(params string[] path)
    {
        var file = Path.Combine([DataFolder, .. path]);
        return Bytes(File.ReadAllBytes(file), file);
    }

    /// <summary>The one document of a text.</summary>
    public static OrderedDictionary Map(string text, string? file = "runs.yaml")
    {
        var result = Assert.Single(Text(text, file));
        Assert.Null(result.Error);
        return result.Document!;
    }

    /// <summary>The value of a plain scalar, or of whatever else stands after a key.</summary>
    public static object? Value(string text) => Map($"v: {text}\n")["v"];

    /// <summary>The one error of a text, at a place.</summary>
    public static DocumentException Error(string text, int line, int column, string? file = "runs.yaml") =>
        Error(Assert.Single(Text(text, file)), line, column, file);

    /// <summary>What holds of every error, and its place.</summary>
    public static DocumentException Error(DocumentResult result, int line, int column, string? file = "runs.yaml")
    {
        Assert.Null(result.Document);
        var error = result.Error!;
        Assert.Equal("DocumentInvalid", error.ErrorId);
        Assert.Equal((line, column), (error.Line, error.Column));
        Assert.Equal(file, error.File);
        Assert.StartsWith(file is null ? $"line {line}, column {column}: " : $"{file}:{line}:{column}: ", error.Message, StringComparison.Ordinal);
        Assert.NotNull(error.LineText);
        Assert.False(string.IsNullOrEmpty(error.RecommendedAction));
        return error;
    }

    public static OrderedDictionary Map(this OrderedDictionary map, params string[] path) =>
        path.Aggregate(map, (inner, name) => ValueMap.Map(inner, name) ?? throw new KeyNotFoundException(name));
}
