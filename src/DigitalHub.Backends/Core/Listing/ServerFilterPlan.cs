using System.Buffers;
using System.Text.RegularExpressions;

namespace DigitalHub.Backends.Core.Listing;

/// <summary>
/// Gives the server every filter that it does exactly, has it narrow what it can for those that it does not, and keeps the
/// rest for this side (contract 2.3; for level 13 and 14 core's branches 0.13.x and 0.14.x). What the server would refuse as
/// illegal no run can have.
/// </summary>
internal sealed partial class ServerFilterPlan
{
    // A filter of a thousand characters or more finds little and may be too much for a URL.
    private const int MaxSent = 1000;
    private const int MinLiteral = 3;

    private static readonly SearchValues<char> Searchable = SearchValues.Create("abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789.+-_:/");

    private readonly RunQuery _query;
    private readonly CoreLevel _level;
    private readonly Dictionary<string, string> _parameters = new(StringComparer.Ordinal);
    private readonly List<string> _there = [];
    private readonly List<string> _here = [];
    private RunQuery _rest = new();
    private bool _impossible;

    private ServerFilterPlan(RunQuery query, CoreLevel level)
    {
        _query = query;
        _level = level;
    }

    // Before 0.14 a run has no name of its own: what it shows is function/id, and q and name look for parts of its id.
    private bool HasNames => !_level.HasShortRunKinds;

    /// <exception cref="InputException"><c>ValueInvalid</c>: a pattern is none, or a filter is too long.</exception>
    public static ServerFilter Make(RunQuery query, CoreLevel level)
    {
        // What is wrong in a filter is wrong whoever works it out.
        _ = new RunMatcher(query);
        return new ServerFilterPlan(query, level).Make();
    }

    private ServerFilter Make()
    {
        Text();
        Kinds();
        States();
        if (_query.Reasons.Count > 0) Here("reason", _rest with { Reasons = _query.Reasons });
        Users();
        References("function", _query.Functions, values => _rest with { Functions = values });
        References("workflow", _query.Workflows, values => _rest with { Workflows = values });
        Tasks();
        Actions();
        Names();
        if (_query.Labels.Count + _query.AnyLabels.Count > 0) Here("label", _rest with { Labels = _query.Labels, AnyLabels = _query.AnyLabels });
        // In order of creation, a stretch of time is a stretch of the listing: RunStream begins and ends there.
        if ((_query.CreatedAfter ?? _query.CreatedBefore) is not null) _here.Add("created");
        if ((_query.UpdatedAfter ?? _query.UpdatedBefore) is not null) Here("updated", _rest with { UpdatedAfter = _query.UpdatedAfter, UpdatedBefore = _query.UpdatedBefore });
        return new ServerFilter
        {
            Parameters = [.. _parameters],
            Rest = new RunMatcher(_rest),
            IsImpossible = _impossible,
            There = _there,
            Here = _here,
        };
    }

    private void Text()
    {
        if (string.IsNullOrEmpty(_query.Text)) return;
        Here("text", _rest with { Text = _query.Text });
        if (CanSearch(_query.Text)) Search(_query.Text);
    }

    private void Names()
    {
        if (_query.Names.Count == 0) return;
        if (Single(_query.Names) is not { } name)
        {
            Here("name", _rest with { Names = _query.Names });
            SearchLiteral(_query.Names);
        }
        else if (!HasNames)
        {
            Here("name", _rest with { Names = _query.Names });
            var id = name[(name.LastIndexOf('/') + 1)..];
            if (IsSlug(id)) _parameters["name"] = id;
        }
        else
        {
            ThereIf(IsSlug(name), "name", name);
        }
    }

    private void Kinds()
    {
        if (_query.Kinds.Count == 0) return;
        if (Single(_query.Kinds) is { } kind) ThereIf(kind.Length <= RunRules.MaxIdLength && (_level.HasShortRunKinds ? Slug() : Kind()).IsMatch(kind), "kind", kind);
        else Here("kind", _rest with { Kinds = _query.Kinds });
    }

    private void States()
    {
        if (_query.States.Count == 0) return;
        var state = Single(_query.States);
        // Before 0.14 the server passes over a state that it does not know, instead of finding nothing.
        if (state is not null && HasNames && IsSlug(state))
        {
            There("state", state);
            return;
        }
        Here("state", _rest with { States = _query.States });
        if (state is not null && RunState.All.Contains(state)) _parameters["state"] = state;
    }

    private void Users()
    {
        if (_query.Users.Count == 0) return;
        if (Single(_query.Users) is { Length: > 0 and <= RunRules.MaxIdLength } user && !user.Any(char.IsControl)) There("user", user);
        else Here("user", _rest with { Users = _query.Users });
    }

    private void References(string name, IReadOnlyList<string> values, Func<IReadOnlyList<string>, RunQuery> keep)
    {
        if (values.Count == 0) return;
        var single = Single(values);
        if (single is not null && IsPlain(single) && FullReference().IsMatch(single))
        {
            There(name, single);
            return;
        }
        Here(name, keep(values));
        if (single is null)
        {
            SearchLiteral(values);
        }
        else if (!single.Contains("://", StringComparison.Ordinal))
        {
            if (CanSearch(single)) Search(single);
        }
        else if (CanSearch(single) && TaskReference().IsMatch(single))
        {
            _parameters[name] = single;
        }
    }

    private void Tasks()
    {
        if (_query.Tasks.Count == 0) return;
        if (Single(_query.Tasks) is not { } task)
        {
            Here("task", _rest with { Tasks = _query.Tasks });
        }
        else if (task.Contains("://", StringComparison.Ordinal))
        {
            ThereIf(IsPlain(task) && TaskReference().IsMatch(task), "task", task);
        }
        else
        {
            // The action is looked for in the whole reference.
            Here("task", _rest with { Tasks = _query.Tasks });
            if (HasNames && IsSlug(task)) _parameters["action"] = task;
        }
    }

    private void Actions()
    {
        if (_query.Actions.Count == 0) return;
        Here("action", _rest with { Actions = _query.Actions });
        if (HasNames && Single(_query.Actions) is { } action && IsSlug(action) && !_parameters.ContainsKey("task")) _parameters.TryAdd("action", action);
    }

    private void There(string name, string value)
    {
        _there.Add(name);
        _parameters[name] = value;
    }

    private void ThereIf(bool legal, string name, string value)
    {
        if (legal) There(name, value);
        else _impossible = true;
    }

    private void Here(string name, RunQuery rest)
    {
        _here.Add(name);
        _rest = rest;
    }

    private void Search(string text)
    {
        if (HasNames) _parameters.TryAdd("q", text);
    }

    private void SearchLiteral(IReadOnlyList<string> values)
    {
        if (values.Distinct(StringComparer.Ordinal).Take(2).ToList() is [var pattern] && Literal(pattern) is { Length: >= MinLiteral } literal) Search(literal);
    }

    // The longest piece of a pattern that every match holds as it stands, in any case.
    private static string Literal(string pattern)
    {
        if (pattern.AsSpan().IndexOfAny('[', '`') >= 0) return string.Empty;
        return pattern.Split('*', '?').Where(CanSearch).MaxBy(piece => piece.Length) ?? string.Empty;
    }

    // q becomes a LIKE: _ and % in it find too much, which is checked here; a backslash, or letters whose case databases
    // know in their own ways, could find too little (contract 0.27).
    private static bool CanSearch(string text) => text.Length is > 0 and <= MaxSent && !text.AsSpan().ContainsAnyExcept(Searchable);

    private static bool IsPlain(string text) => text.Length <= MaxSent && text.All(letter => letter is > ' ' and <= '~');

    private static bool IsSlug(string text) => text.Length <= RunRules.MaxIdLength && Slug().IsMatch(text);

    private static string? Single(IReadOnlyList<string> values) =>
        values.Distinct(StringComparer.Ordinal).Take(2).ToList() is [var only] && !Wildcard.IsPattern(only) ? only : null;

    [GeneratedRegex(@"\A[a-zA-Z0-9._+-]+\z", RegexOptions.CultureInvariant)]
    private static partial Regex Slug();

    [GeneratedRegex(@"\A[a-zA-Z0-9._+,:-]+\z", RegexOptions.CultureInvariant)]
    private static partial Regex Kind();

    [GeneratedRegex(@"\A[^:/]+://[^/]+/[^:]+:.+\z", RegexOptions.CultureInvariant)]
    private static partial Regex FullReference();

    [GeneratedRegex(@"\A[^:/]+://[^/]+/[^:]+\z", RegexOptions.CultureInvariant)]
    private static partial Regex TaskReference();
}
