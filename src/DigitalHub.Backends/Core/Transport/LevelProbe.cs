using System.Globalization;

namespace DigitalHub.Backends.Core;

/// <summary>Finds out a core's API level (contract 10): what its configuration says, else what its answers carry, else the newest.</summary>
/// <param name="ask">Gets the configuration; null where there is none. What keeps the server from answering at all is thrown.</param>
/// <param name="touch">Asks for anything that is answered with the header.</param>
internal sealed class LevelProbe(Func<Task<ServerConfiguration?>> ask, Func<Task> touch)
{
    /// <summary>The newest level that this module knows.</summary>
    public const int Newest = 15;

    /// <summary>The oldest.</summary>
    public const int Oldest = 13;

    private readonly object _gate = new();
    private Task<ServerConfiguration?>? _asked;
    private Task? _touched;
    private ServerConfiguration? _configuration;
    private string? _headerVersion;
    private int _headerLevel;
    private int _said;

    /// <summary>The configuration, if it was asked for and there is one.</summary>
    public ServerConfiguration? Configuration => Volatile.Read(ref _configuration);

    /// <summary>The version of the server's software as far as it is known.</summary>
    public string? Version => Configuration?.Version ?? Volatile.Read(ref _headerVersion);

    /// <summary>The level as far as it is known, and where from.</summary>
    public (int? Level, string? Source) Known =>
        Configuration?.Level is { } level ? (level, ServerConfiguration.Path)
        : Volatile.Read(ref _headerLevel) is > 0 and var header ? (header, "X-Api-Level")
        : (null, null);

    /// <summary>Takes what an answer carries.</summary>
    public void Observe(WireAnswer answer)
    {
        if (answer.ApiVersion is { } version && _headerVersion is null) Volatile.Write(ref _headerVersion, version);
        if (answer.ApiLevel is null || ServerConfiguration.Number(answer.ApiLevel) is not { } level || level == Volatile.Read(ref _headerLevel)) return;
        Volatile.Write(ref _headerLevel, level);
        if (Configuration?.Level is null) Judge(level);
    }

    public async ValueTask<CoreLevel> LevelAsync(CancellationToken cancellationToken)
    {
        await ConfigurationAsync(cancellationToken).ConfigureAwait(false);
        if (Known.Level is null) await TouchedAsync().WaitAsync(cancellationToken).ConfigureAwait(false);
        if (Known.Level is not { } level)
        {
            if (Interlocked.Exchange(ref _said, 1) == 0) Notices.Verbose($"The server does not tell its API level; it is treated as level {Newest}.");
            return new CoreLevel(Newest) { IsTold = false };
        }

        Judge(level);
        return new CoreLevel(Math.Min(level, Newest));
    }

    /// <summary>The configuration, asked for once for all who want it.</summary>
    public async ValueTask<ServerConfiguration?> ConfigurationAsync(CancellationToken cancellationToken)
    {
        var configuration = await AskedAsync().WaitAsync(cancellationToken).ConfigureAwait(false);
        Volatile.Write(ref _configuration, configuration);
        return configuration;
    }

    private Task<ServerConfiguration?> AskedAsync()
    {
        lock (_gate)
        {
            // What failed is asked anew.
            return _asked = _asked is null || _asked.IsFaulted ? ask() : _asked;
        }
    }

    private Task TouchedAsync()
    {
        lock (_gate)
        {
            return _touched = _touched is null || _touched.IsFaulted ? touch() : _touched;
        }
    }

    // A warning, no refusal: what an unknown level changed may not concern the user at all. Completion, which shows none, leaves
    // it to the next command.
    private void Judge(int level)
    {
        if (level is >= Oldest and <= Newest || !Notices.IsHeard || Interlocked.Exchange(ref _said, 1) != 0) return;
        Notices.Warning(string.Format(
            CultureInfo.InvariantCulture,
            level > Newest
                ? "The server has API level {0}, which is newer than this module knows ({1} to {2}). Look for an update of the module."
                : "The server has API level {0}, which is older than this module knows ({1} to {2}). Some commands may fail.",
            level,
            Oldest,
            Newest));
    }
}
