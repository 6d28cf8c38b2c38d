using System.Text;
using System.Text.Json;

namespace DigitalHub.Backends.Tests.Model;

/// <summary>Documents are read when somebody asks for what is in them.</summary>
public sealed class StoredDocumentTests
{
    private const string Run = """{"status":{"state":"CREATED"},"id":"a","metadata":{"created":"2026-01-01T00:00:00Z","labels":["ü"]},"kind":"k","name":"n\u0041","project":"p"}""";

    public static TheoryData<string, string?> Heads => new()
    {
        { "id", "a" }, { "kind", "k" }, { "name", "nA" }, { "project", "p" }, { "created", "2026-01-01T00:00:00Z" }, { "key", null },
    };

    [Theory]
    [MemberData(nameof(Heads))]
    public void What_says_what_it_is_is_the_same_before_and_after_all_is_read(string name, string? value)
    {
        foreach (var document in (StoredDocument[])[StoredDocument.Read(Run), StoredDocument.Sent(Encoding.UTF8.GetBytes(Run))])
        {
            Assert.Equal(value, document.Head(name));
            _ = document.Map;
            Assert.Equal(value, document.Head(name));
            Assert.Equal(Run, document.Json);
        }
    }

    [Fact]
    public void What_is_changed_shows()
    {
        var document = StoredDocument.Sent(Encoding.UTF8.GetBytes(Run));
        Assert.Equal("a", document.Head("id"));
        document.Map["id"] = "b";
        document.Map.Section("metadata")["created"] = "later";
        Assert.Equal(("b", "later", Run), (document.Head("id"), document.Head("created"), document.Json));
    }

    [Fact]
    public void Letters_that_nobody_can_read_hide_no_others()
    {
        byte[] text = [.. "{\"id\":\"a\",\"name\":\""u8, 0xC3, .. "\"}"u8];
        var document = StoredDocument.Sent(text);
        Assert.Equal("\uFFFD", document.Map.Text("name"));
        Assert.Equal("a", document.Head("id"));
    }

    [Theory]
    [InlineData("")]
    [InlineData("[]")]
    [InlineData("<html></html>")]
    public void What_is_evidently_none_is_refused_at_once(string text)
    {
        Assert.Throws<JsonException>(() => StoredDocument.Read(text));
        Assert.Throws<JsonException>(() => StoredDocument.Sent(Encoding.UTF8.GetBytes(text)));
    }

    [Fact]
    public void Who_is_to_blame_for_a_broken_one_depends_on_where_it_came_from()
    {
        const string Broken = """{"id":"a","spec":{oops}}""";
        Assert.Equal("StoreDamaged", Assert.Throws<StoreException>(() => StoredDocument.Read(Broken).Map).ErrorId);
        Assert.Equal("UnexpectedResponse", Assert.Throws<ServerException>(() => StoredDocument.Sent(Encoding.UTF8.GetBytes(Broken)).Map).ErrorId);
    }

    [Theory]
    [InlineData("CREATED", true)]
    [InlineData("DELETING", false)]
    public void A_word_is_seen_without_reading(string word, bool isThere)
    {
        Assert.Equal(isThere, StoredDocument.Read(Run).Mentions(Encoding.UTF8.GetBytes(word)));
        Assert.Equal(isThere, StoredDocument.Sent(Encoding.UTF8.GetBytes(Run)).Mentions(Encoding.UTF8.GetBytes(word)));
    }
}
