using System.Globalization;
using System.Text.Json.Nodes;
using System.Text.RegularExpressions;

namespace DigitalHub.FakeCore.Tests.Replay;

/// <summary>A file of exchanges recorded with a real core.</summary>
internal sealed partial class Transcript
{
    private Transcript(string name, JsonNode document)
    {
        Name = name;
        Exchanges = [.. (document["exchanges"] as JsonArray ?? []).Select((exchange, index) => new Exchange(name, index, exchange!.AsObject()))];
        Start = Time().Matches((document["exchanges"] as JsonArray ?? []).ToJsonString())
            .Select(match => DateTimeOffset.Parse(match.Value + "Z", CultureInfo.InvariantCulture))
            .DefaultIfEmpty()
            .Min();
    }

    public static string Folder { get; } = Path.Combine(AppContext.BaseDirectory, "data", "transcripts");

    public string Name { get; }

    public IReadOnlyList<Exchange> Exchanges { get; }

    /// <summary>The earliest time that an answer names.</summary>
    public DateTimeOffset Start { get; }

    public static Transcript Load(string name) => new(name, JsonNode.Parse(File.ReadAllText(Path.Combine(Folder, name + ".json")))!);

    [GeneratedRegex(@"20\d\d-\d\d-\d\dT\d\d:\d\d:\d\d")]
    private static partial Regex Time();
}

/// <summary>One request and the answer that core gave.</summary>
internal sealed record Exchange(string File, int Index, JsonObject Document)
{
    public string Note => Document["note"]!.GetValue<string>();

    public JsonObject Request => Document["request"]!.AsObject();

    public JsonObject Response => Document["response"]!.AsObject();

    public string Method => Request["method"]!.GetValue<string>();

    public string Target => Request["path"]!.GetValue<string>();

    /// <summary>What core answered, where that is an object.</summary>
    public JsonObject? Body => Response["body"] as JsonObject;

    public int Status => Response["status"]!.GetValue<int>();

    public override string ToString() => $"{File}[{Index}] ({Note}) {Method} {Target}";
}
