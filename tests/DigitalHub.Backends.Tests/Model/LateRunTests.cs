using DigitalHub.Backends.Tests.Contract;

namespace DigitalHub.Backends.Tests.Model;

/// <summary>What the answer to a removal tells of changes that came before it.</summary>
public sealed class LateRunTests
{
    private const string Read =
        """{"kind":"python+job:run","project":"p","id":"a","metadata":{"updated":"2021-01-01T00:00:00Z","labels":["x"]},"spec":{"n":1},"extensions":[{"name":"e"}],"status":{"state":"RUNNING","pods":[1],"transitions":[{"status":"RUNNING","time":"t3"},{"status":"READY","time":"t2"}]}}""";

    private const string Top = """{"status":"DELETING","time":"t9"},""";

    [Theory]
    [InlineData("DELETING", Top)]
    [InlineData("DELETED", """{"status":"DELETED","time":"t9"},{"status":"DELETING","time":"t9"},""")]
    public void What_the_removal_itself_changes_is_no_change(string state, string top)
    {
        var read = Whole(Read);
        var answer = Answer(state, top).Replace("2021-01-01", "2022-01-01", StringComparison.Ordinal);

        Assert.Same(read, LateRun.Of(read, StoredDocument.Read(answer), null));
        Assert.Same(read, LateRun.Of(read, StoredDocument.Read(answer), new Dictionary<string, RunMetric>(read.Metrics)));
        // What is gone already went with the run.
        var rest = answer.Replace("\"pods\":[1],", string.Empty, StringComparison.Ordinal).Replace("""[{"name":"e"}]""", "[]", StringComparison.Ordinal);
        Assert.Same(read, LateRun.Of(read, StoredDocument.Read(rest), new Dictionary<string, RunMetric>()));
    }

    [Fact]
    public void A_run_that_has_no_moves_keeps_its_state()
    {
        var read = Whole("""{"kind":"k:run","project":"p","id":"a","status":{"state":"CREATED"}}""");

        Assert.Same(read, LateRun.Of(read, StoredDocument.Read($$$"""{"kind":"k:run","project":"p","id":"a","status":{"state":"DELETING","transitions":[{{{Top[..^1]}}}]}}"""), null));
    }

    [Fact]
    public void What_came_last_is_told_as_it_was_before_the_removal()
    {
        var read = Whole(Read);
        var answer = Answer("DELETING", Top + """{"status":"COMPLETED","time":"t4"},""")
            .Replace("[\"x\"]", "[\"x\",\"late\"]", StringComparison.Ordinal)
            .Replace("\"pods\":[1]", "\"pods\":[2],\"results\":{\"n\":11},\"metrics\":{\"acc\":0.9}", StringComparison.Ordinal);

        var late = LateRun.Of(read, StoredDocument.Read(answer), null);

        Assert.Equal("COMPLETED", late.State);
        Assert.Equal(["x", "late"], late.Document.Labels());
        var status = late.Document.Map.Map("status")!;
        Assert.Equal(11L, status.Map("results")!["n"]);
        Assert.Equal([2L], ((Array)status["pods"]!).Cast<object>());
        Assert.Equal(["COMPLETED", "RUNNING", "READY"], LateRun.Moves(late.Document.Map).Select(move => ((System.Collections.Specialized.OrderedDictionary)move!).Text("status")));
        Assert.Equal(3, ((Array)status["transitions"]!).Length);
        Assert.Equal([0.9], late.Metrics["acc"].Values);
        Assert.Equal([1, 2], late.Metrics["loss"].Values);
        Assert.Equal(read.Logs, late.Logs);
    }

    [Fact]
    public void Metrics_that_came_last_are_added_to_what_was_read()
    {
        var read = Whole(Read);

        var late = LateRun.Of(read, StoredDocument.Read(Answer("DELETING", Top)), new Dictionary<string, RunMetric> { ["loss"] = new([1, 2, 3], true), ["new"] = new([4], false) });

        Assert.Equal([1, 2, 3], late.Metrics["loss"].Values);
        Assert.Equal([4], late.Metrics["new"].Values);
        Assert.Equal([5], late.Metrics["kept"].Values);
        Assert.Equal(Read, late.Document.Json);
    }

    private static string Answer(string state, string top) =>
        Read.Replace("\"state\":\"RUNNING\"", $"\"state\":\"{state}\"", StringComparison.Ordinal).Replace("\"transitions\":[", "\"transitions\":[" + top, StringComparison.Ordinal);

    private static WholeRun Whole(string json) =>
        new(StoredDocument.Read(json), [new RunLog("p", "c", "text")], new Dictionary<string, RunMetric> { ["loss"] = new([1, 2], true), ["kept"] = new([5], false) });
}
