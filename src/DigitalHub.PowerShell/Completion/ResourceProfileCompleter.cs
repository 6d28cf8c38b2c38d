namespace DigitalHub.PowerShell.Completion;

/// <summary>Completes with the resource profiles that a core advertises (contract 9.6) and with those that tasks name.</summary>
internal sealed class ResourceProfileCompleter : DhCompleter
{
    private protected override IEnumerable<(string Text, string Tip)> Values(CompletionRequest request)
    {
        if (request.Session is { Type: BackendType.Core, Client.Known.ResourceProfiles.Count: not > 0 }) Asked.Wait(request, session => session.Client.GetApiLevelAsync(CancellationToken.None).AsTask());
        var advertised = request.Session?.Client.Known?.ResourceProfiles ?? [];
        return advertised.Concat(Seen.Entities(request, new EntityQuery(EntityType.Task), task => request.Fits(Of(task))).Select(task => Of(task)!)).Select(Plain);
    }

    private static string? Of(Entity task) => task.Spec.Text("profile");
}
