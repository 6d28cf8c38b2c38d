using System.Collections.Specialized;

namespace DigitalHub.Backends.Core;

/// <summary>
/// Creates an entity under an id that is known before, exactly once (design section 5). A request whose answer was lost is
/// followed by a look whether the entity is there, and repeated if it is not. What is there counts as made by this call only
/// if kind, name and creator are those of this call and it was not created before the first attempt, by the server's clock:
/// an id that was chosen, or came with an imported document, proves nothing.
/// </summary>
/// <param name="transport">The way to the server.</param>
/// <param name="post">The request that creates it.</param>
/// <param name="sent">What it sends.</param>
/// <param name="read">The path to read it at.</param>
internal sealed class Creation(ICoreTransport transport, CoreRequest post, OrderedDictionary sent, string read)
{
    // Dates come to the second and perhaps from a proxy with a clock of its own.
    private static readonly TimeSpan ClockTolerance = TimeSpan.FromSeconds(5);

    private readonly Attempts _attempts = new(transport);

    /// <summary>Whether the server keeps the name that is sent.</summary>
    public bool KeepsName { get; init; } = true;

    /// <summary>The error for an id or name that is taken.</summary>
    public required Func<DigitalHubException> Exists { get; init; }

    /// <summary>The error for a document that the server's database refuses, which it calls a duplicate (contract 0.26).</summary>
    public required Func<DigitalHubException, DigitalHubException> Refused { get; init; }

    public async Task<StoredDocument> RunAsync(CancellationToken cancellationToken)
    {
        while (true)
        {
            try
            {
                return await transport.DocumentAsync(_attempts.Repeated(post), cancellationToken).ConfigureAwait(false);
            }
            catch (DigitalHubException exception) when (CoreErrors.IsDuplicate(exception))
            {
                if (await FindAsync(cancellationToken).ConfigureAwait(false) is not { } found) throw Refused(exception);
                return !_attempts.IsFirst && await IsOursAsync(found, cancellationToken).ConfigureAwait(false) ? found.Document! : throw Exists();
            }
            catch (DigitalHubException exception) when (CoreErrors.IsLost(exception))
            {
                if (await LookAsync(exception, cancellationToken).ConfigureAwait(false) is { } found)
                {
                    return await IsOursAsync(found, cancellationToken).ConfigureAwait(false) ? found.Document! : throw Exists();
                }
                if (_attempts.AreOver) throw;
                Notices.Verbose($"The answer to the creation of '{post.Subject.Id}' was lost, and it is not there: it is sent again.");
                _attempts.Next();
            }
        }
    }

    private async Task<Found?> LookAsync(DigitalHubException lost, CancellationToken cancellationToken)
    {
        try
        {
            return await FindAsync(cancellationToken).ConfigureAwait(false);
        }
        catch (DigitalHubException)
        {
            // That it may have been created is what the caller has to know.
            throw lost;
        }
    }

    private async Task<Found?> FindAsync(CancellationToken cancellationToken)
    {
        var request = _attempts.Following(new CoreRequest(HttpMethod.Get, read) { Subject = post.Subject });
        try
        {
            var answer = await transport.SendAsync(request, cancellationToken).ConfigureAwait(false);
            return new Found(CoreDocuments.Document(request, answer), answer.Date);
        }
        catch (DigitalHubException exception) when (CoreErrors.IsNotFound(exception))
        {
            return null;
        }
        catch (DigitalHubException exception) when (exception.ErrorId == "ProjectMismatch")
        {
            return new Found(null, null);
        }
    }

    private async Task<bool> IsOursAsync(Found found, CancellationToken cancellationToken)
    {
        if (found.Document?.Map is not { } document || document.Text("kind") != sent.Text("kind")) return false;
        if (KeepsName && sent.Text("name") is { } name && document.Text("name") != name) return false;
        var created = Timestamp.Parse(document.Map("metadata")?.Text("created"));
        if (found.Date is { } date && created < date - _attempts.Elapsed - ClockTolerance) return false;
        return await UserAsync(cancellationToken).ConfigureAwait(false) is not { } user || document.Text("user") is not { } creator || creator == user;
    }

    private async Task<string?> UserAsync(CancellationToken cancellationToken)
    {
        try
        {
            return (await transport.IdentityAsync(cancellationToken).ConfigureAwait(false)).User;
        }
        catch (DigitalHubException)
        {
            return null;
        }
    }

    // Without a document it is there, but in another project.
    private sealed record Found(StoredDocument? Document, DateTimeOffset? Date);
}
