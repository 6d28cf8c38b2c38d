namespace DigitalHub.Backends.Documents;

/// <summary>
/// How much a few bytes may grow into: the values of one document, and, over the whole file, what aliases repeat. A file
/// of nested aliases ("billion laughs") would otherwise fill the memory.
/// </summary>
internal sealed class CopyBudget
{
    /// <summary>The most values of a document, and the most values that the aliases of a file stand for.</summary>
    public const int MaxValues = 1_000_000;

    private const long MaxCharacters = IDocumentReader.MaxBytes;

    private int _values;
    private int _copies;
    private long _copiedCharacters;

    /// <summary>The next document begins.</summary>
    public void Reset() => _values = 0;

    /// <summary>Whether one more value fits.</summary>
    public bool TryAdd() => ++_values <= MaxValues;

    /// <summary>Whether one more value that an alias stands for fits.</summary>
    public bool TryCopy(int characters)
    {
        _copiedCharacters += characters;
        return TryAdd() && ++_copies <= MaxValues && _copiedCharacters <= MaxCharacters;
    }
}
