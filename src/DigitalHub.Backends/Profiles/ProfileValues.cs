namespace DigitalHub.Backends.Profiles;

/// <summary>Where values come from: the environment, or a section of the file.</summary>
internal abstract class ProfileValues
{
    /// <summary>Whether it is the file.</summary>
    public abstract bool IsFile { get; }

    /// <summary>The value of the first of the keys that has one; null where none has.</summary>
    public string? Get(string[] keys) => keys.Select(Get).FirstOrDefault(value => value is not null);

    public abstract string? Get(string key);

    /// <summary>Where the value of one of the keys is, for a person.</summary>
    public abstract string SourceOf(params string[] keys);
}

/// <summary>The variables <c>DHCORE_*</c>.</summary>
internal sealed class EnvironmentValues(ProfileEnvironment environment) : ProfileValues
{
    public override bool IsFile => false;

    public override string? Get(string key) => key.StartsWith("dhcore_", StringComparison.Ordinal) ? environment.Get(key.ToUpperInvariant())?.Trim() : null;

    public override string SourceOf(params string[] keys) => $"the environment variable {(keys.FirstOrDefault(key => Get(key) is not null) ?? keys[0]).ToUpperInvariant()}";
}

/// <summary>A section of the file.</summary>
internal sealed class SectionValues(IniDocument document, string section, string path) : ProfileValues
{
    public override bool IsFile => true;

    public string? BelongsTo => Cores.Of(document, section);

    public override string? Get(string key) => document.Get(section, key) is { } value && !string.IsNullOrWhiteSpace(value) ? value.Trim() : null;

    public override string SourceOf(params string[] keys) => $"[{section}] in {path}";
}
