using DigitalHub.FakeCore.Auth;
using DigitalHub.FakeCore.Kubernetes;

namespace DigitalHub.FakeCore;

/// <summary>What kind of core the server stands in for.</summary>
public sealed record FakeCoreOptions
{
    /// <summary>The API level: 13, 14 or 15 (contract, section 13); 16 stands for one that nobody knows yet.</summary>
    public int Level { get; init; } = 15;

    /// <summary>The version that the server tells; null for the one of the level that was recorded. <c>0.15.0</c> also executes local runs that a client moves on.</summary>
    public string? Version { get; init; }

    /// <summary>How callers are authenticated (contract, section 9.1).</summary>
    public AuthMode Auth { get; init; } = AuthMode.Off;

    /// <summary>The administrator of basic authentication.</summary>
    public string User { get; init; } = "admin";

    /// <summary>The password of <see cref="User"/>.</summary>
    public string Password { get; init; } = "secret";

    /// <summary>More users, with their passwords and roles.</summary>
    public IReadOnlyList<FakeUser> Users { get; init; } = [];

    /// <summary>Who is signed in by a visit of <c>/auth/authorize</c>; null answers as without a session: 403.</summary>
    public string? SignInUser { get; init; } = "alice";

    /// <summary>The OAuth client; null stands for core's default: <see cref="User"/>, or <c>cli</c> with <see cref="AuthMode.Oidc"/>.</summary>
    public string? ClientId { get; init; }

    /// <summary>The secret of the OAuth client; null stands for <see cref="Password"/>.</summary>
    public string? ClientSecret { get; init; }

    /// <summary>How long access tokens live; they are accepted for 60 s more.</summary>
    public TimeSpan AccessTokenLifetime { get; init; } = TimeSpan.FromHours(8);

    /// <summary>How long refresh tokens live.</summary>
    public TimeSpan RefreshTokenLifetime { get; init; } = TimeSpan.FromDays(30);

    /// <summary>Whether a personal access token is taken as a bearer token; otherwise it has to be exchanged.</summary>
    public bool DirectPat { get; init; } = true;

    /// <summary>How remote runs go on; null is a core without Kubernetes.</summary>
    public KubernetesOptions? Kubernetes { get; init; }

    /// <summary>After what time a core without Kubernetes notices that it has none.</summary>
    public TimeSpan NoKubernetesDelay { get; init; } = TimeSpan.FromMilliseconds(300);

    /// <summary>The clock: of timestamps, of tokens and of remote runs.</summary>
    public TimeProvider Clock { get; init; } = TimeProvider.System;

    /// <summary>Whether to serve https, with a certificate made at the start.</summary>
    public bool Https { get; init; }

    /// <summary>The name in the certificate. Callers connect to 127.0.0.1 in any case.</summary>
    public string CertificateName { get; init; } = "localhost";

    /// <summary>The port on the loopback interface; 0 takes a free one.</summary>
    public int Port { get; init; }

    /// <summary>The name under which core knows itself; null stands for the address it listens at.</summary>
    public Uri? PublicEndpoint { get; init; }

    /// <summary>Whether bodies are compressed for callers who accept it. Core itself never does.</summary>
    public bool Gzip { get; init; }

    /// <summary>Whether requests are kept, not only counted. Benchmarks don't need them.</summary>
    public bool KeepRequests { get; init; } = true;

    /// <summary>How long the server thinks about each request before it does anything about it.</summary>
    public TimeSpan AnswerTime { get; init; }

    /// <summary>Called with method and target of each request when it has come, and before anything is done about it.</summary>
    public Action<string, string>? OnRequest { get; init; }

    /// <summary>A runtime that no core was seen to have: python's kinds under its name, whose runs have the field <c>shots</c>, an integer, besides. Null for none.</summary>
    public string? OwnRuntime { get; init; }

    /// <summary>How large metadata and specs may be before the database refuses them (contract, surprise 26).</summary>
    public int DocumentLimit { get; init; } = 32_000;

    internal string EffectiveClientId => ClientId ?? (Auth == AuthMode.Oidc ? "cli" : User);

    internal string EffectiveClientSecret => ClientSecret ?? Password;
}
