namespace DigitalHub.Backends.Core.Listing;

/// <summary>How a query's filters are shared out between the server and this side.</summary>
internal sealed class ServerFilter
{
    /// <summary>The server's filters (contract 2.3).</summary>
    public required IReadOnlyList<KeyValuePair<string, string>> Parameters { get; init; }

    /// <summary>What is to be checked here on the runs that the server sends.</summary>
    public required RunMatcher Rest { get; init; }

    /// <summary>No run can match, whatever the server has.</summary>
    public required bool IsImpossible { get; init; }

    /// <summary>The filters that the server does all of.</summary>
    public required IReadOnlyList<string> There { get; init; }

    /// <summary>The filters that are worked out here.</summary>
    public required IReadOnlyList<string> Here { get; init; }

    /// <summary>Says once a listing who filters what.</summary>
    public void Tell()
    {
        if (Here.Count == 0) return;
        var there = There.Count == 0 ? "nothing" : string.Join(", ", There);
        Notices.Verbose($"The server filters by {there}; {string.Join(", ", Here)} is filtered here, on what the server sends.");
    }
}
