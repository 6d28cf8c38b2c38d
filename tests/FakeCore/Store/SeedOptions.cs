namespace DigitalHub.FakeCore.Store;

/// <summary>How seeded runs look.</summary>
public sealed record SeedOptions
{
    /// <summary>The ids are this and a number of six digits, the oldest run having 000000.</summary>
    public string Prefix { get; init; } = "run-";

    /// <summary>The name of their function, which is made with its task if it doesn't exist.</summary>
    public string Function { get; init; } = "hello";

    /// <summary>The states, one after the other.</summary>
    public IReadOnlyList<string> States { get; init; } = ["COMPLETED"];

    /// <summary>The labels of each run.</summary>
    public IReadOnlyList<string> Labels { get; init; } = [];

    /// <summary>When the oldest was created; null puts the youngest at the present.</summary>
    public DateTimeOffset? Start { get; init; }

    /// <summary>The time between two.</summary>
    public TimeSpan Interval { get; init; } = TimeSpan.FromSeconds(1);

    /// <summary>Whether the runs are executed by a client.</summary>
    public bool Local { get; init; } = true;

    /// <summary>The creator.</summary>
    public string User { get; init; } = "anonymous";
}
