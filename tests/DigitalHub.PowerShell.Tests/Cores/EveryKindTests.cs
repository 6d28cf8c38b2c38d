using System.Collections;
using System.Management.Automation;
using System.Text.Json;
using DigitalHub.FakeCore;
using DigitalHub.FakeCore.Model;
using DigitalHub.PowerShell.Tests.Hosting;

namespace DigitalHub.PowerShell.Tests.Cores;

/// <summary>A function, a task and a run of every kind can be made on a core with parameters alone.</summary>
public sealed class EveryKindTests
{
    private static readonly string Data = Path.Combine(BuiltModule.Repository, "tests", "data");

    // What functions and workflows of a kind must have, and the documents of their runs leave out or override.
    private static readonly Dictionary<string, string> Required = new()
    {
        ["guardrail"] = "@{ ProcessingMode = 'preprocessor'; PythonVersion = 'PYTHON3_12'; SourceCode = 'x' }",
        ["hera"] = "@{ SourceCode = 'x' }",
        ["huggingfaceserve"] = "@{ Path = 'store://demo/model/huggingface/m:1' }",
        ["kfp"] = "@{ SourceCode = 'x' }",
        ["kubeai-speech"] = "@{ Url = 'hf://a' }",
        ["kubeai-text"] = "@{ Engine = 'VLLM'; Features = 'TextGeneration'; Url = 'hf://a' }",
        ["mlflowserve"] = "@{ Path = 'store://demo/model/mlflow/m:1'; Image = 'seldonio/mlserver:1-mlflow' }",
        ["openinference"] = "@{ Inputs = @{ name = 'a'; datatype = 'FP32'; shape = @(1) }; ModelName = 'm'; PythonVersion = 'PYTHON3_12'; SourceCode = 'x' }",
        ["servicegraph"] = "@{ SourceCode = 'x' }",
        ["sklearnserve"] = "@{ Path = 'store://demo/model/sklearn/m:1' }",
        ["vllmserve-pooling"] = "@{ Url = 'store://demo/model/huggingface/m:1' }",
        ["vllmserve-speech"] = "@{ Url = 'store://demo/model/huggingface/m:1' }",
        ["vllmserve-text"] = "@{ Url = 'store://demo/model/huggingface/m:1' }",
    };

    public static TheoryData<string> Samples =>
        [.. Directory.GetFiles(Path.Combine(Data, "run-samples"), "*+*.json").Select(file => Path.GetFileName(file)).Order(StringComparer.Ordinal)];

    public static TheoryData<int> EveryKind => [.. Enumerable.Range(0, Exchanges().Count)];

    [Theory]
    [MemberData(nameof(Samples))]
    public async Task A_sample_can_be_made(string file)
    {
        using var sample = JsonDocument.Parse(File.ReadAllText(Path.Combine(Data, "run-samples", file)));
        await MakeAsync(sample.RootElement.GetProperty("kind").GetString()!, sample.RootElement.GetProperty("spec"));
    }

    [Theory]
    [MemberData(nameof(EveryKind))]
    public async Task A_run_of_every_kind_can_be_made(int index)
    {
        var body = Exchanges()[index];
        await MakeAsync(body.GetProperty("kind").GetString()!, body.GetProperty("spec"));
    }

    // What of the spec is the function's is given when that is made; the rest to the run.
    private static async Task MakeAsync(string kind, JsonElement spec)
    {
        await using var core = await CoreShell.OpenAsync(new FakeCoreOptions { Level = kind.EndsWith(":run", StringComparison.Ordinal) ? 15 : 13 });
        var owner = spec.TryGetProperty("workflow", out var reference) ? "workflow" : "function";
        if (owner == "function") reference = spec.GetProperty("function");
        var parts = reference.GetString()!.Split("://", 2);
        var name = parts[1].Split('/')[1].Split(':')[0];
        var action = spec.GetProperty("task").GetString()!.Split("://")[0].Split('+')[1];
        var fields = core.Shell.Run($"(Get-DhKind '{kind}' -Entity run).Fields").Select(field => (dynamic)field.BaseObject).ToDictionary(field => (string)field.Name);

        var noun = owner == "workflow" ? "DhWorkflow" : "DhFunction";
        var (executable, run) = (new Hashtable { ["Name"] = name, ["Kind"] = parts[0] }, new Hashtable { ["Kind"] = kind, ["LocalExecution"] = new SwitchParameter(true) });
        var expected = new Dictionary<string, JsonElement>();
        foreach (var field in spec.EnumerateObject().Where(field => fields.ContainsKey(field.Name) && field.Name is not ("task" or "function" or "workflow" or "local_execution")))
        {
            if (field.Value.ValueKind == JsonValueKind.Array && field.Value.GetArrayLength() == 0) continue;
            if ((string)fields[field.Name].Entity is "function" or "workflow")
            {
                // The name of the parameter that stands for an address; the code itself is nothing that a field says.
                if (field.Name == "source") executable["Spec"] = new Hashtable { ["source"] = Recorded.Value(field.Value) };
                else executable[(string)fields[field.Name].Parameter] = Recorded.Value(field.Value);
                continue;
            }
            run[(string)fields[field.Name].Parameter] = Recorded.Value(field.Value);
            expected[field.Name] = field.Value;
        }
        foreach (DictionaryEntry field in (Hashtable)core.Shell.Run(Required.GetValueOrDefault(parts[0], "@{}")).Single().BaseObject) executable[field.Key] = field.Value;
        core.Shell.Run("$e, $r = @($input)[0]; $x = New-" + noun + " @e; $t = $x | New-DhTask " + action + "; $r.Task = $t; $r." + noun[2..] + " = $x; $run = New-DhRun @r", (object)new object[] { executable, run });

        Assert.Equal(kind, core.Shell.Run("$run.Kind").Single().BaseObject);
        foreach (var (field, value) in expected)
        {
            var made = core.Shell.Run($"$run.Spec['{field}']");
            Assert.True(made.Count > 0, field);
            // Some of the documents misspell a field, which core drops and has a default of the same value for.
            var spelt = JsonDocument.Parse(value.GetRawText().Replace("\"target_request\"", "\"target_requests\"", StringComparison.Ordinal)).RootElement;
            Assert.Equal(Recorded.Sorted(spelt), Recorded.Sorted(JsonDocument.Parse(core.Core.Store.Find(EntityType.Run, (string)core.Shell.Run("$run.Id").Single().BaseObject)!["spec"]![field]!.ToJsonString()).RootElement));
        }
    }

    private static List<JsonElement> Exchanges()
    {
        using var transcript = JsonDocument.Parse(File.ReadAllText(Path.Combine(Data, "transcripts", "runs-every-kind.json")));
        return [.. transcript.RootElement.GetProperty("exchanges").EnumerateArray().Select(exchange => exchange.GetProperty("request").GetProperty("body").Clone())];
    }
}
