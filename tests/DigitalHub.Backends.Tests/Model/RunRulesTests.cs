using DigitalHub.Backends.Tests.Contract;

namespace DigitalHub.Backends.Tests.Model;

public class RunRulesTests
{
    [Theory]
    [InlineData("a")]
    [InlineData("A_b.c+D-1")]
    [InlineData("0123456789abcdef0123456789abcdef")]
    public void Ids_and_names(string text)
    {
        Assert.Equal(text, RunRules.Id(text));
        Assert.Equal(text, RunRules.Name(text));
    }

    [Theory]
    [InlineData("")]
    [InlineData(" ")]
    [InlineData("a b")]
    [InlineData("a/b")]
    [InlineData("a:b")]
    [InlineData("ä")]
    [InlineData("a\n")]
    [InlineData("😀")]
    [InlineData("*")]
    public void No_ids_or_names(string text)
    {
        Assert.Equal("IdInvalid", Assert.Throws<InputException>(() => RunRules.Id(text)).ErrorId);
        Assert.Equal("NameInvalid", Assert.Throws<InputException>(() => RunRules.Name(text)).ErrorId);
    }

    [Fact]
    public void Ids_have_at_most_255_characters()
    {
        Assert.NotNull(RunRules.Id(new string('a', 255)));
        Assert.Contains("256 characters", Assert.Throws<InputException>(() => RunRules.Id(new string('a', 256))).Message, StringComparison.Ordinal);
        Assert.Throws<InputException>(() => RunRules.Name(new string('a', 256)));
        Assert.Throws<InputException>(() => RunRules.Kind(new string('a', 256)));
    }

    [Theory]
    [InlineData("python+run", true)]
    [InlineData("python+job:run", true)]
    [InlineData("a,b", true)]
    [InlineData("", false)]
    [InlineData("python run", false)]
    [InlineData("python/run", false)]
    [InlineData("python+run\n", false)]
    [InlineData("pythön", false)]
    public void Kinds(string text, bool valid) => Check("KindInvalid", valid, () => RunRules.Kind(text));

    [Theory]
    [InlineData("ab", true)]
    [InlineData("my-project-1", true)]
    [InlineData("12345678901234567890123456789012345678", true)]
    [InlineData("123456789012345678901234567890123456789", false)]
    [InlineData("a", false)]
    [InlineData("", false)]
    [InlineData("My", false)]
    [InlineData("a_b", false)]
    [InlineData("a.b", false)]
    [InlineData("ab\n", false)]
    [InlineData("ab ", false)]
    [InlineData("aı", false)]
    public void Projects(string text, bool valid) => Check("ProjectInvalid", valid, () => RunRules.Project(text));

    [Theory]
    [InlineData("x", true)]
    [InlineData("é ☃ 😀", true)]
    [InlineData("", false)]
    [InlineData(" \t", false)]
    [InlineData(null, false)]
    public void Labels(string? text, bool valid) => Check("ValueInvalid", valid, () => RunRules.Label(text));

    [Fact]
    public void A_label_of_half_a_surrogate_pair() => Check("ValueInvalid", false, () => RunRules.Label("\ud800"));

    [Theory]
    [InlineData("""{"project":"ab","kind":"k","id":"i"}""", null)]
    [InlineData("""{"project":"ab","kind":"k","id":"i","name":"n","metadata":null,"spec":{},"status":{},"extra":1}""", null)]
    [InlineData("""{"project":"ab","kind":"k","id":"i","metadata":{"labels":["a"]}}""", null)]
    [InlineData("""{"kind":"k","id":"i"}""", "ValueInvalid")]
    [InlineData("""{"project":"ab","id":"i"}""", "ValueInvalid")]
    [InlineData("""{"project":"ab","kind":"k"}""", "ValueInvalid")]
    [InlineData("""{"project":"ab","kind":"k","id":null}""", "ValueInvalid")]
    [InlineData("""{"project":"ab","kind":"k","id":12}""", "ValueInvalid")]
    [InlineData("""{"project":"a","kind":"k","id":"i"}""", "ProjectInvalid")]
    [InlineData("""{"project":"ab","kind":"k k","id":"i"}""", "KindInvalid")]
    [InlineData("""{"project":"ab","kind":"k","id":"i i"}""", "IdInvalid")]
    [InlineData("""{"project":"ab","kind":"k","id":"i","name":"n n"}""", "NameInvalid")]
    [InlineData("""{"project":"ab","kind":"k","id":"i","name":null}""", "ValueInvalid")]
    [InlineData("""{"project":"ab","kind":"k","id":"i","spec":[]}""", "ValueInvalid")]
    [InlineData("""{"project":"ab","kind":"k","id":"i","metadata":"x"}""", "ValueInvalid")]
    [InlineData("""{"project":"ab","kind":"k","id":"i","status":1}""", "ValueInvalid")]
    [InlineData("""{"project":"ab","kind":"k","id":"i","metadata":{"labels":"x"}}""", "ValueInvalid")]
    [InlineData("""{"project":"ab","kind":"k","id":"i","metadata":{"labels":[1]}}""", "ValueInvalid")]
    [InlineData("""{"project":"ab","kind":"k","id":"i","metadata":{"labels":[""]}}""", "ValueInvalid")]
    public void Documents(string json, string? errorId)
    {
        var document = Docs.Json(json);
        if (errorId is null) RunRules.Check(document);
        else Check(errorId, false, () => RunRules.Check(document));
    }

    private static void Check(string errorId, bool valid, Action rule)
    {
        if (valid)
        {
            rule();
            return;
        }
        var error = Assert.Throws<InputException>(rule);
        Assert.Equal(errorId, error.ErrorId);
        Assert.Equal(ErrorKind.InvalidArgument, error.Kind);
        Assert.False(string.IsNullOrEmpty(error.RecommendedAction));
    }
}
