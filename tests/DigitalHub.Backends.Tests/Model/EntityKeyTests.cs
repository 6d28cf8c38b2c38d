namespace DigitalHub.Backends.Tests.Model;

public class EntityKeyTests
{
    [Theory]
    [InlineData("store://p/run/python+job:run/r1:r1", "p", "run", "python+job:run", "r1", "r1")]
    [InlineData("store://p/run/python+job:run/r1", "p", "run", "python+job:run", "r1", "r1")]
    [InlineData("store://my-project/run/python+run/A_b.c+D-1:A_b.c+D-1", "my-project", "run", "python+run", "A_b.c+D-1", "A_b.c+D-1")]
    [InlineData("store://p/task/python+job/0a1b", "p", "task", "python+job", "0a1b", "0a1b")]
    [InlineData("store://p/function/python/hello:7359c3", "p", "function", "python", "hello", "7359c3")]
    [InlineData("store://p/workflow/kfp/flow:v1", "p", "workflow", "kfp", "flow", "v1")]
    [InlineData("store://p/dataitem/table/train:1", "p", "dataitem", "table", "train", "1")]
    [InlineData("store://p", "p", "project", null, null, "p")]
    public void Parts(string text, string project, string type, string? kind, string? name, string id)
    {
        var key = EntityKey.Parse(text);
        Assert.Equal((project, type, kind, name, id), (key.Project, key.Type, key.Kind, key.Name, key.Id));
    }

    [Fact]
    public void Both_forms_of_a_runs_key_are_equal()
    {
        var server = EntityKey.Parse("store://p/run/python+job:run/r1:r1");
        var sdk = EntityKey.Parse("store://p/run/python+job:run/r1");
        Assert.Equal(server, sdk);
        Assert.Equal(server.GetHashCode(), sdk.GetHashCode());
        Assert.True(server.Equals((object)sdk));
        Assert.False(server.Equals(EntityKey.Parse("store://p/run/python+job:run/R1")));
        Assert.False(server.Equals((object?)null));
        Assert.Equal("store://p/run/python+job:run/r1:r1", sdk.ToString());
    }

    [Fact]
    public void Keys_that_are_made_are_read_back()
    {
        Assert.Equal("store://p/run/k:run/i:i", EntityKey.Parse(EntityKey.ForRun("p", "k:run", "i")).ToString());
        Assert.Equal("store://p", EntityKey.Parse(EntityKey.ForProject("p")).ToString());
    }

    [Theory]
    [InlineData(null)]
    [InlineData("")]
    [InlineData("r1")]
    [InlineData("store:/p/run/k/r1")]
    [InlineData("Store://p/run/k/r1")]
    [InlineData("store://")]
    [InlineData("store://p/")]
    [InlineData("store://p/run")]
    [InlineData("store://p/run/k")]
    [InlineData("store://p/run/k/")]
    [InlineData("store://p/run/k/r1:")]
    [InlineData("store://p/run/k/:r1")]
    [InlineData("store://p/run/k/r1:r1:r1")]
    [InlineData("store://p/run/k/r1/x")]
    [InlineData("store://p:x")]
    [InlineData(" store://p/run/k/r1")]
    [InlineData("store://p/run/k/r1\n")]
    [InlineData("store://p p/run/k/r1")]
    [InlineData("http://p/run/k/r1")]
    public void No_keys(string? text)
    {
        Assert.False(EntityKey.TryParse(text, out var key));
        Assert.Null(key);
        var error = Assert.Throws<InputException>(() => EntityKey.Parse(text!));
        Assert.Equal("KeyInvalid", error.ErrorId);
        Assert.NotNull(error.RecommendedAction);
    }

    [Fact]
    public void A_long_text_is_shortened_in_the_error() =>
        Assert.True(Assert.Throws<InputException>(() => EntityKey.Parse(new string('x', 100_000))).Message.Length < 200);

    [Theory]
    [InlineData("python://demo/hello:7359c3", "python", "demo", "hello", "7359c3")]
    [InlineData("python://demo/hello", "python", "demo", "hello", null)]
    [InlineData("python+job://demo/efc698ce", "python+job", "demo", "efc698ce", null)]
    [InlineData("dbt://demo/func6:74d91e86-1b69", "dbt", "demo", "func6", "74d91e86-1b69")]
    public void References(string text, string kind, string project, string name, string? id)
    {
        Assert.True(EntityReference.TryParse(text, out var reference));
        Assert.Equal(new EntityReference(kind, project, name, id), reference);
        Assert.Equal(text, reference.ToString());
    }

    [Theory]
    [InlineData(null)]
    [InlineData("")]
    [InlineData("hello")]
    [InlineData("python://demo")]
    [InlineData("python://demo/")]
    [InlineData("://demo/hello")]
    [InlineData("python://demo/hello:")]
    [InlineData("python://demo/a b")]
    [InlineData("python://demo/hello\n")]
    [InlineData("a:b://demo/hello")]
    public void No_references(string? text) => Assert.False(EntityReference.TryParse(text, out _));
}
