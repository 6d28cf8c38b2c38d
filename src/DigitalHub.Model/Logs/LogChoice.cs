namespace DigitalHub;

/// <summary>Which containers' logs are wanted, and in which order (contract 2.7).</summary>
/// <param name="Containers">Names, with wildcards; null for the main containers.</param>
/// <param name="All">All of them.</param>
internal sealed record LogChoice(IReadOnlyList<string>? Containers, bool All)
{
    private const string InitPrefix = "init-";

    /// <summary>Whether a container only prepares the main one. Core names it so.</summary>
    public static bool IsInit(string? container) => container?.StartsWith(InitPrefix, StringComparison.OrdinalIgnoreCase) == true;

    /// <summary>
    /// The logs that are wanted, those of one container together, main containers before those that prepare them. Where no
    /// main container has written anything, what prepared it is all there is to tell.
    /// </summary>
    public IReadOnlyList<ContainerLogs> Of(IReadOnlyList<RunLog> logs)
    {
        var groups = logs
            .GroupBy(log => (log.Pod, log.Container))
            .Select(group => new ContainerLogs(group.Key.Pod, group.Key.Container, [.. group.Select(log => log.Text)]))
            .OrderBy(group => IsInit(group.Container))
            .ToList();
        if (All) return groups;
        if (Containers is not null)
        {
            var set = new TextSet(Containers);
            return [.. groups.Where(group => set.Has(group.Container ?? string.Empty))];
        }
        var main = groups.Where(group => !IsInit(group.Container)).ToList();
        return main.Count > 0 ? main : groups;
    }

    /// <summary>Whether a log is wanted as soon as it is there.</summary>
    public bool WantsAtOnce(RunLog log) =>
        All || (Containers is null ? !IsInit(log.Container) : new TextSet(Containers).Has(log.Container ?? string.Empty));

    /// <summary>That none of the containers that were named has a log.</summary>
    public EntityNotFoundException NotFound(string run, IReadOnlyList<RunLog> logs)
    {
        var names = logs.Select(log => log.Container).OfType<string>().Distinct(StringComparer.Ordinal).ToList();
        return new EntityNotFoundException("ContainerNotFound", $"Run '{run}' has no log of a container '{string.Join("', '", Containers ?? [])}'.")
        {
            Target = run,
            RecommendedAction = names.Count == 0
                ? "It has no log of any container yet: wait for it with -Follow."
                : $"The containers with a log are {string.Join(", ", names)}. -Container takes wildcards, and -AllContainers gives out all.",
        };
    }
}

/// <summary>What one container of a run has written, one text each time it was started.</summary>
internal sealed record ContainerLogs(string? Pod, string? Container, IReadOnlyList<string> Texts)
{
    /// <summary>All of it as it was written.</summary>
    public string Raw => Texts.Count == 1 ? Texts[0] : string.Concat(Texts.Select((text, i) => i < Texts.Count - 1 && text.Length > 0 && !text.EndsWith('\n') ? text + "\n" : text));

    /// <summary>The lines, without what only a terminal needs.</summary>
    public IEnumerable<string> Lines => Texts.SelectMany(TerminalText.Lines);
}
