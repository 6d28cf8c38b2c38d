namespace DigitalHub.Backends.Profiles;

/// <summary>Where a key and its value stand in the text of an <see cref="IniDocument"/>.</summary>
internal sealed class IniKey
{
    public required string Name { get; init; }

    /// <summary>The beginning of its line.</summary>
    public required int Line { get; init; }

    /// <summary>The first character of the key.</summary>
    public required int Start { get; init; }

    /// <summary>The delimiter.</summary>
    public required int Delimiter { get; init; }

    public required int ValueStart { get; init; }

    /// <summary>The end of the value, all its lines included.</summary>
    public required int ValueEnd { get; set; }
}

/// <summary>A section as it stands in the file; the same name can stand there more than once.</summary>
internal sealed class IniSection
{
    public required string Name { get; init; }

    /// <summary>The end of the line with the name; 0 for what stands before the first name.</summary>
    public required int HeaderEnd { get; init; }

    public List<IniKey> Keys { get; } = [];
}
