using System.Globalization;

namespace DigitalHub.Benchmarks;

/// <summary>How large a run of the benchmarks is.</summary>
internal sealed record Options
{
    /// <summary>Runs in the store that is listed.</summary>
    public int Runs { get; private init; } = 1_000_000;

    /// <summary>Runs that are created and removed through the pipeline.</summary>
    public int Bulk { get; private init; } = 10_000;

    /// <summary>How large the file is that is imported to see what memory that takes.</summary>
    public int Megabytes { get; private init; } = 1024;

    /// <summary>How often each figure is taken; the median counts.</summary>
    public int Rounds { get; private init; } = 11;

    /// <summary>Whether a figure over its bar fails the run; small runs on a busy machine prove that the benchmarks work, and no figures.</summary>
    public bool Bars { get; private init; } = true;

    /// <summary>How long the soak takes.</summary>
    public int Minutes { get; private init; } = 60;

    private string? Only { get; init; }

    public bool Wants(string name) => Only is null || Only == name;

    // Not among all: it takes an hour.
    public bool Asks(string name) => Only == name;

    public static Options Parse(string[] args)
    {
        var options = new Options();
        for (var i = 0; i < args.Length; i += 2)
        {
            var value = i + 1 < args.Length ? args[i + 1] : throw new ArgumentException($"{args[i]} lacks its value.");
            options = args[i] switch
            {
                "--runs" => options with { Runs = int.Parse(value, CultureInfo.InvariantCulture) },
                "--bulk" => options with { Bulk = int.Parse(value, CultureInfo.InvariantCulture) },
                "--megabytes" => options with { Megabytes = int.Parse(value, CultureInfo.InvariantCulture) },
                "--rounds" => options with { Rounds = int.Parse(value, CultureInfo.InvariantCulture) },
                "--minutes" => options with { Minutes = int.Parse(value, CultureInfo.InvariantCulture) },
                "--bars" => options with { Bars = value == "on" },
                "--only" => options with { Only = value },
                _ => throw new ArgumentException($"Unknown option {args[i]}. There are --runs, --bulk, --megabytes, --rounds, --minutes, --bars on|off and --only."),
            };
        }
        return options;
    }
}
