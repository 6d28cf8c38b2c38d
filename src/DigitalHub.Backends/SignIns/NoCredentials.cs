using System.Net.Http.Headers;

namespace DigitalHub.Backends.SignIns;

/// <summary>For a core with authentication off (contract 9.1).</summary>
internal sealed class NoCredentials : ICredentials
{
    public string? User => null;

    public DateTimeOffset? Expires => null;

    public string Method => "none";

    public ValueTask<AuthenticationHeaderValue?> GetAsync(CancellationToken cancellationToken) => ValueTask.FromResult<AuthenticationHeaderValue?>(null);

    public ValueTask<bool> RenewAsync(AuthenticationHeaderValue? refused, CancellationToken cancellationToken) => ValueTask.FromResult(false);
}
