using System.Collections.Specialized;
using DigitalHub.Backends.Tests.Documents;
using DigitalHub.Backends.Tests.Model;

namespace DigitalHub.Backends.Tests.Following;

/// <summary>What a person is told of a run that failed: of every failure that was recorded, and of those that Kubernetes knows besides.</summary>
public sealed class FailureTests
{
    public static TheoryData<string> Transcripts =>
        [.. Directory.EnumerateFiles(Path.Combine(Reading.DataFolder, "transcripts"), "*.json").Select(Path.GetFileName).OfType<string>()];

    [Theory]
    [MemberData(nameof(Transcripts))]
    public void Every_recorded_failure_has_a_reason_and_a_sentence(string file)
    {
        foreach (var document in Runs(JsonText.Parse(File.ReadAllText(Path.Combine(Reading.DataFolder, "transcripts", file)))))
        {
            var run = FakeBackend.Run(JsonText.Write(document));
            if (run.State != RunState.Error)
            {
                // None of those that were recorded on their way was stuck at that moment.
                Assert.Null(run.Reason);
                Assert.Null(run.ReasonText);
                continue;
            }
            Assert.Contains(run.Reason, RunReason.All);
            Assert.Matches(@"^\S.+[.!?]$", run.ReasonText!.ReplaceLineEndings(" "));
            Assert.NotEmpty(RunFailure.Advice(run));
            if (run.Message is not null) Assert.NotEqual("The backend does not say why.", run.ReasonText);
        }
    }

    [Theory]
    [InlineData("runs-remote-fail.json", "OutOfMemory", "Container 'c-containerjob-k8s-fail1' was killed because it used more memory than it may (exit code 137). The backend says: Job condition failed: Job has reached the specified backoff limit.")]
    [InlineData("runs-remote-no-k8s.json", "Unknown", "Kubernetes can't be used: Not Found at /api/v1/namespaces/default/secrets.")]
    [InlineData("core-0.13.json", "Unknown", "Kubernetes can't be used: Not Found at /api/v1/namespaces/default/secrets.")]
    [InlineData("core-0.14.json", "Unknown", "Kubernetes can't be used: Not Found at /api/v1/namespaces/default/secrets.")]
    [InlineData("runs-actions.json", "Unknown", "The backend does not say why.")]
    public void Recorded(string file, string reason, string sentence)
    {
        var failed = Runs(JsonText.Parse(File.ReadAllText(Path.Combine(Reading.DataFolder, "transcripts", file))))
            .Select(document => FakeBackend.Run(JsonText.Write(document)))
            .Where(run => run.State == RunState.Error);

        Assert.Contains((reason, sentence), failed.Select(run => (run.Reason!, run.ReasonText!)));
    }

    [Theory]
    [InlineData("container-run-container+serve.run.json", "Unknown", "Kubernetes refused it: deployments.apps \"d-containerserve-")]
    [InlineData("modelserve-run-mlflowserve+serve.run.json", "Unknown", "spec.loadBalancerClass: Forbidden")]
    [InlineData("python-run-python+build.run.json", "BuildFailed", "Its build failed: Job failed: 1.")]
    [InlineData("dbt-run-dbt+transform.run.json", "Unknown", "Job failed: 3.")]
    public void Samples(string file, string reason, string part)
    {
        var run = FakeBackend.Run(File.ReadAllText(Path.Combine(Reading.DataFolder, "run-samples", file)));

        Assert.Equal(reason, run.Reason);
        Assert.Contains(part, run.ReasonText, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("""{"state":"ERROR","message":"no luck","pods":[{"containers":[{"name":"init","state":"terminated at 2026-11-24T14:00:09Z exitCode: 0 reason: Completed"},{"name":"main","state":"terminated at 2026-11-24T14:00:09Z exitCode: 3 reason: Error"}]}]}""", "Container 'main' ended with exit code 3. The backend says: no luck.")]
    [InlineData("""{"state":"PENDING","events":[{"reason":"FailedScheduling","note":"old","timestamp":1},{"reason":"FailedScheduling","note":"0/1 nodes are available: 1 Insufficient cpu.","timestamp":2.0}]}""", "Kubernetes finds no place for its pod: 0/1 nodes are available: 1 Insufficient cpu.")]
    [InlineData("""{"state":"PENDING","pods":[{"containers":[{"name":"main","image":"nowhere/x:1","state":"waiting reason: ImagePullBackOff"}]}],"events":[{"reason":"Failed","note":"Failed to pull image: not found","timestamp":2}]}""", "The image 'nowhere/x:1' can't be pulled: Failed to pull image: not found.")]
    [InlineData("""{"state":"ERROR","events":[{"reason":"Evicted","note":"The node was low on resource: memory.","type":"Warning","timestamp":2}]}""", "Its pod was evicted: The node was low on resource: memory.")]
    [InlineData("""{"state":"ERROR","message":"Job was active longer than specified deadline"}""", "It took longer than its deadline allows: Job was active longer than specified deadline.")]
    [InlineData("""{"state":"ERROR","events":[{"reason":"FailedMount","note":"no such volume","type":"Warning","timestamp":2}]}""", "The backend does not say why; its last warning is: FailedMount, no such volume.")]
    [InlineData("""{"state":"ERROR","message":"k8s: {broken"}""", "k8s: {broken.")]
    [InlineData("""{"state":"ERROR","message":"two\nlines"}""", "two lines.")]
    [InlineData("""{"state":"ERROR","message":5,"pods":"none","events":[1,null,{"timestamp":"x"}]}""", "The backend does not say why.")]
    public void Sentences(string status, string sentence) =>
        Assert.Equal(sentence, FakeBackend.Run($$"""{"id":"a","kind":"python+job:run","status":{{status}}}""").ReasonText);

    [Theory]
    [InlineData("main", "x\ny\n", "x|y")]
    [InlineData("main", "\u001b[31mred\u001b[0m\n 10%\r 50%\r100%\r\nend\u0007\n\n", "red|100%|end")]
    [InlineData("other", "1\n2\n3\n4\n5\n6\n7\n8\n9\n", "2|3|4|5|6|7|8|9")]
    [InlineData("main", "", "init")]
    public void The_end_of_a_log_is_shown_as_a_terminal_would(string container, string text, string shown)
    {
        RunLog[] logs = [new("p", "init-x", "init"), new("p", "main", text)];

        Assert.Equal(shown.Split('|'), LogTail.Of(logs, container));
    }

    [Fact]
    public void No_log_has_no_end() => Assert.Empty(LogTail.Of([], "main"));

    [Fact]
    public void A_long_log_and_a_long_line_are_cut()
    {
        var lines = LogTail.Of([new RunLog("p", "main", new string('x', 1_000_000) + "\nend")], null);

        Assert.Equal(["end"], lines.Skip(1));
        Assert.Equal(303, lines[0].Length);
    }

    private static IEnumerable<OrderedDictionary> Runs(object? value) => value switch
    {
        OrderedDictionary map when map["kind"] is string && map.Map("status")?["state"] is string && map.Text("key")?.Contains("/run/", StringComparison.Ordinal) != false && map.Map("spec") is not null => [map],
        OrderedDictionary map => map.Values.Cast<object?>().SelectMany(Runs),
        Array list => list.Cast<object?>().SelectMany(Runs),
        _ => [],
    };
}
