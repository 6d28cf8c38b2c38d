namespace DigitalHub.Backends.Documents;

/// <summary>
/// How much a few bytes may grow into: the values of one document, and, over the whole file, what aliases repeat. A file
/// of nested aliases ("billion laughs") would otherwise fill the memory.
/// </summary>
internal sealed class CopyBudget
{
    /// <summary>The most values of a document, and what the aliases of a file may stand for beside a share of what it holds.</summary>
    public const int MaxValues = 1_000_000;

    // A large file may use aliases as a small one does.
    private const int CopiesPerValue = 10;

    private const long MaxCharacters = IDocumentReader.MaxBytes;

    private int _values;
    private long _copies;
    private long _maxCopies = MaxValues;
    private long _copiedCharacters;

    /// <summary>The next document begins.</summary>
    public void Reset() => _values = 0;

    /// <summary>Whether one more value fits.</summary>
    public bool TryAdd()
    {
        _maxCopies += CopiesPerValue;
        return ++_values <= MaxValues;
    }

    /// <summary>Whether one more value that an alias stands for fits.</summary>
    public bool TryCopy(int characters)
    {
        _copiedCharacters += characters;
        return ++_values <= MaxValues && ++_copies <= _maxCopies && _copiedCharacters <= MaxCharacters + (_maxCopies - MaxValues);
    }
}
