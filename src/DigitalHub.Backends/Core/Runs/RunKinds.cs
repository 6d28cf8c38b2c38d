using System.Collections.Specialized;

namespace DigitalHub.Backends.Core.Runs;

/// <summary>
/// The kinds of both generations (design section 5): a run of a python function is <c>python+run</c> up to core 0.13 and
/// <c>python+job:run</c>, named after its task, from 0.14 on.
/// </summary>
internal static class RunKinds
{
    private const string Long = ":run";
    private const string Short = "+run";
    private const int MaxNamed = 20;

    /// <summary>The server's kind for a kind of either generation; null where that can't be told.</summary>
    /// <param name="kind">The kind.</param>
    /// <param name="task">The run's task, whose kind says what is done.</param>
    /// <param name="level">The server's generation.</param>
    public static string? Translate(string kind, string? task, CoreLevel level)
    {
        if (level.HasShortRunKinds)
        {
            return kind.EndsWith(Long, StringComparison.Ordinal) ? kind[..^Long.Length].Split('+')[0] + Short : kind;
        }
        if (!kind.EndsWith(Short, StringComparison.Ordinal) || kind.Contains(':', StringComparison.Ordinal)) return kind;
        var runtime = kind[..^Short.Length];
        return EntityReference.TryParse(task, out var reference) && reference.Kind.StartsWith(runtime + "+", StringComparison.Ordinal)
            ? reference.Kind + Long
            : null;
    }

    /// <summary>That the server lacks a kind, with those that it has.</summary>
    public static async Task<EntityNotFoundException> NotFoundAsync(ICoreTransport transport, string kind, CancellationToken cancellationToken)
    {
        var runtime = kind.Split('+', ':')[0];
        var there = await ThereAsync(transport, cancellationToken).ConfigureAwait(false);
        var own = there.Where(one => one.Runtime == runtime).Select(one => one.Kind).ToList();
        return new EntityNotFoundException("KindNotFound", $"The server has no kind of run '{Errors.Shorten(kind)}'.")
        {
            Target = kind,
            RecommendedAction = (own.Count, there.Count) switch
            {
                ( > 0, _) => $"Its kinds of the runtime {runtime} are {string.Join(", ", own.Take(MaxNamed))}.",
                (_, > 0) => $"Its runtimes are {string.Join(", ", there.Select(one => one.Runtime).Distinct(StringComparer.Ordinal).Take(MaxNamed))}.",
                _ => "Cores up to 0.13 have kinds such as python+run, later ones such as python+job:run.",
            },
        };
    }

    private static async Task<List<(string Runtime, string Kind)>> ThereAsync(ICoreTransport transport, CancellationToken cancellationToken)
    {
        try
        {
            var request = new CoreRequest(HttpMethod.Get, "/api/v1/schemas/run");
            var page = CoreDocuments.Value(request, await transport.SendAsync(request, cancellationToken).ConfigureAwait(false));
            return [.. CoreDocuments.Content(page).Select(Read).OfType<(string, string)>().Order()];
        }
        catch (DigitalHubException)
        {
            // What went wrong first is what matters.
            return [];
        }
    }

    private static (string Runtime, string Kind)? Read(OrderedDictionary schema) =>
        schema.Text("kind") is { } kind ? (schema.Text("runtime") ?? kind.Split('+')[0], kind) : null;
}
