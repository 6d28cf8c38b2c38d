using System.Collections.Specialized;
using CsCheck;

namespace DigitalHub.Backends.Tests.Documents;

/// <summary>Whatever a document holds, what is written of it is read back without loss and without a doubt.</summary>
/// <remarks>The properties share <see cref="Cases.RoundTrips"/> documents: a half is YAML, a quarter JSON, the rest several in one text.</remarks>
public class WrittenRoundTripTests
{
    // Two to five documents a case, or one to three added to one to three.
    private const int Several = 28;

    [Fact]
    public void Yaml_is_read_back() =>
        Cases.Written.Sample(document => Check([document], Writing.Yaml(document), "x.yaml"), iter: Cases.RoundTrips / 2, print: document => JsonText.Write(document));

    [Fact]
    public void Json_is_read_back() =>
        Cases.Written.Sample(document => Check([document], Writing.Json(document), "x.json"), iter: Cases.RoundTrips / 4, print: document => JsonText.Write(document));

    [Fact]
    public void Many_documents_are_read_back() =>
        Gen.Select(Cases.Written.Array[2, 5], Gen.OneOf(DocumentFormat.Yaml, DocumentFormat.Json)).Sample(
            (documents, format) => Check(documents, Writing.Text(format, documents), format == DocumentFormat.Json ? "x.json" : "x.yaml"),
            iter: Cases.RoundTrips / Several,
            print: _ => string.Join("\n", _.Item1.Select(document => JsonText.Write(document))));

    [Fact]
    public void Documents_are_added_to_others() =>
        Gen.Select(Cases.Written.Array[1, 3], Cases.Written.Array[1, 3], Gen.OneOf(DocumentFormat.Yaml, DocumentFormat.Json)).Sample(
            (before, after, format) =>
            {
                var file = format == DocumentFormat.Json ? "x.json" : "x.yaml";
                var existing = System.Text.Encoding.UTF8.GetBytes(Writing.Text(format, before));
                return Check([.. before, .. after], Writing.Text(format, after, existing, file), file);
            },
            iter: Cases.RoundTrips / Several,
            print: _ => string.Join("\n", _.Item1.Concat(_.Item2).Select(document => JsonText.Write(document))));

    [Theory]
    [InlineData(DocumentFormat.Yaml)]
    [InlineData(DocumentFormat.Json)]
    public void Nesting_as_deep_as_a_document_may_be(DocumentFormat format)
    {
        object? value = "x\ny\n";
        for (var depth = 0; depth < ValueRules.MaxDepth - 1; depth++) value = depth % 3 == 0 ? new[] { 1L, value } : ValueMap.From([new("a", 1L), new("deeper", value)]);
        var document = ValueMap.From([new("v", value)]);

        Assert.True(Check([document], Writing.Text(format, [document]), format == DocumentFormat.Json ? "x.json" : "x.yaml"));

        var deeper = ValueMap.From([new("v", new[] { value })]);
        var error = Assert.Throws<InputException>(() => Writing.Text(format, [deeper]));
        Assert.Equal("ValueInvalid", error.ErrorId);
        Assert.Contains("more than 100 levels deep", error.Message, StringComparison.Ordinal);
    }

    private static bool Check(OrderedDictionary[] documents, string text, string file)
    {
        var results = Reading.Text(text, file);
        Assert.Equal(documents.Length, results.Count);
        for (var i = 0; i < documents.Length; i++)
        {
            Assert.True(results[i].Error is null, $"{results[i].Error?.Message}\n{text}");
            Assert.Empty(results[i].Warnings.Select(warning => warning.Message));
            // Same() knows no order and, in most maps, no case of names.
            Assert.Equal(JsonText.Write(Cases.Ordered(documents[i])), JsonText.Write(results[i].Document));
        }
        return true;
    }
}
