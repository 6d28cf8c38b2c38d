using System.Collections.Specialized;
using System.Globalization;

namespace DigitalHub.Backends.Tests.Kinds;

/// <summary>What a core was seen to refuse, drop and keep is what the check says it does.</summary>
public sealed class SpecCheckTests
{
    private static readonly string Data = Path.Combine(AppContext.BaseDirectory, "data");

    public static TheoryData<string, int> Created
    {
        get
        {
            var data = new TheoryData<string, int>();
            foreach (var name in (ReadOnlySpan<string>)["runs-every-kind", "runs-create", "core-0.13"])
            {
                var exchanges = Exchanges(name);
                for (var i = 0; i < exchanges.Count; i++)
                {
                    if (Sent(exchanges[i]) is not null) data.Add(name, i);
                }
            }
            return data;
        }
    }

    [Theory]
    [MemberData(nameof(Created))]
    public void What_a_core_did_with_a_spec_is_foretold(string transcript, int index)
    {
        var exchange = Exchanges(transcript)[index];
        var (kind, spec) = Sent(exchange)!.Value;
        var answer = exchange.Map("response")!;
        var faults = SpecCheck.Of(kind, spec);
        if (answer["status"] is 200L)
        {
            Assert.DoesNotContain(faults, fault => fault.Type == SpecFaultType.Invalid);
            Assert.Equal(Lost("spec", spec, answer.Map("body")!.Map("spec")!).Order(), faults.Select(fault => fault.Path).Order());
        }
        else if (answer.Map("body")?.Text("message")?.Contains("reference chain", StringComparison.Ordinal) == true)
        {
            Assert.Contains(faults, fault => fault.Type == SpecFaultType.Invalid);
        }
    }

    [Theory]
    [InlineData("python+job:run", """{"parameters":"x"}""", "spec.parameters", "must be a map")]
    [InlineData("python+job:run", """{"secrets":"x"}""", "spec.secrets", "must be a list")]
    [InlineData("python+job:run", """{"local_execution":3}""", "spec.local_execution", "true or false")]
    [InlineData("python+job:run", """{"inputs":{"a":{"b":1}}}""", "spec.inputs.a", "must be text")]
    [InlineData("python+serve:run", """{"replicas":"two"}""", "spec.replicas", "whole number")]
    [InlineData("python+serve:run", """{"replicas":2.5}""", "spec.replicas", "whole number")]
    [InlineData("python+serve:run", """{"replicas":-1}""", "spec.replicas", "0 or more")]
    [InlineData("python+serve:run", """{"replicas":99999999999}""", "spec.replicas", "too large")]
    [InlineData("python+serve:run", """{"service_type":"Nodeport"}""", "spec.service_type", "The nearest is NodePort")]
    [InlineData("python+job:run", """{"volumes":[{"volume_type":"empty_dir"},{"volume_type":"nope"}]}""", "spec.volumes[1].volume_type", "must be one of")]
    [InlineData("sklearnserve+serve:run", """{"path":"model.zip"}""", "spec.path", "must match")]
    public void A_wrong_value_is_named_with_the_rule(string kind, string spec, string path, string rule)
    {
        var fault = Assert.Single(SpecCheck.Of(KindTable.Bundled(15).Find("run", kind)!, Map(spec)));
        Assert.Equal((SpecFaultType.Invalid, path), (fault.Type, fault.Path));
        Assert.Contains(rule, fault.Sentence, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("""{"replicas":"3"}""")]
    [InlineData("""{"replicas":2.0}""")]
    [InlineData("""{"inputs":{"a":3,"b":true}}""")]
    [InlineData("""{"local_execution":"true"}""")]
    [InlineData("""{"resources":{"cpu":"abc"}}""")]
    [InlineData("""{"parameters":{"l":[null,"",1]},"inputs":{},"args":null}""")]
    public void What_a_core_takes_is_taken(string spec) => Assert.Empty(SpecCheck.Of(KindTable.Bundled(15).Find("run", "python+serve:run")!, Map(spec)));

    [Theory]
    [InlineData("""{"paramters":{"n":1}}""", "spec.paramters", "'parameters'")]
    [InlineData("""{"resources":{"memory":"1Gi"}}""", "spec.resources.memory", "'mem'")]
    public void An_unknown_field_comes_with_the_nearest(string spec, string path, string nearest)
    {
        var fault = Assert.Single(SpecCheck.Of(KindTable.Bundled(15).Find("run", "python+job:run")!, Map(spec)));
        Assert.Equal((SpecFaultType.Unknown, path), (fault.Type, fault.Path));
        Assert.Contains(nearest, fault.Sentence, StringComparison.Ordinal);
    }

    [Fact]
    public void A_missing_field_is_named()
    {
        var faults = SpecCheck.Of(KindTable.Bundled(15).Find("function", "python")!, ValueMap.New());
        Assert.Equal(["spec.python_version", "spec.source"], faults.Select(fault => fault.Path).Order());
        Assert.All(faults, fault => Assert.Equal(SpecFaultType.Missing, fault.Type));
    }

    // What was sent and did not come back, but for what says nothing: empty values at the top.
    private static IEnumerable<string> Lost(string path, OrderedDictionary sent, OrderedDictionary kept)
    {
        foreach (System.Collections.DictionaryEntry entry in sent)
        {
            var (name, place) = ((string)entry.Key, $"{path}.{entry.Key}");
            if (!kept.Contains(name))
            {
                if (path != "spec" || !SpecCheck.IsDropped(entry.Value) || entry.Value is OrderedDictionary) yield return place;
            }
            else if (entry.Value is OrderedDictionary inner && kept[name] is OrderedDictionary innerKept)
            {
                foreach (var lost in Lost(place, inner, innerKept)) yield return lost;
            }
        }
    }

    private static (EntityKind Kind, OrderedDictionary Spec)? Sent(OrderedDictionary exchange)
    {
        var request = exchange.Map("request")!;
        if (request.Text("method") != "POST" || request.Text("path")?.EndsWith("/runs", StringComparison.Ordinal) != true) return null;
        if (request.Map("body") is not { } body || body.Text("kind") is not { } name || body.Map("spec") is not { } spec) return null;
        return KindTable.Bundled(null).Find("run", name) is { } kind ? (kind, spec) : null;
    }

    private static List<OrderedDictionary> Exchanges(string name) =>
        [.. ((Array)Map(File.ReadAllText(Path.Combine(Data, "transcripts", string.Create(CultureInfo.InvariantCulture, $"{name}.json"))))["exchanges"]!).Cast<OrderedDictionary>()];

    private static OrderedDictionary Map(string json) => (OrderedDictionary)JsonText.Parse(json)!;
}
