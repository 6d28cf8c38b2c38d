using DigitalHub.FakeCore.Hosting;
using DigitalHub.FakeCore.Model;
using DigitalHub.FakeCore.Validation;

namespace DigitalHub.FakeCore.Paging;

/// <summary>The criteria of a list, all of which must hold (contract, section 2.3).</summary>
internal sealed class EntityFilter
{
    private readonly List<Func<Entity, bool>> _criteria = [];

    public bool IsEmpty => _criteria.Count == 0;

    public bool Matches(Entity entity) => _criteria.TrueForAll(criterion => criterion(entity));

    /// <param name="query">The parameters.</param>
    /// <param name="type">What is listed.</param>
    /// <param name="project">The project of the path; null lists all.</param>
    /// <param name="rules">The level.</param>
    public static EntityFilter Parse(Query query, EntityType type, string? project, LevelRules rules)
    {
        var target = $"{type.Word()}EntityFilter";
        var kindPattern = type == EntityType.Run && rules.Level > 13 ? Patterns.RunKindText : Patterns.SlugText;
        var context = project is not null;
        var executable = type is EntityType.Run or EntityType.Task;
        BeanValidation.Check(
            context ? 1 : 0,
            new JavaMethods(rules).Search(type, context),
            FieldError.Pattern(target, "name", query["name"], Patterns.SlugText),
            FieldError.Pattern(target, "kind", query["kind"], kindPattern),
            FieldError.Pattern(target, "project", project ?? query["project"], Patterns.SlugText),
            executable ? FieldError.Pattern(target, "function", query["function"], Patterns.ExecutableText) : null,
            executable ? FieldError.Pattern(target, "workflow", query["workflow"], Patterns.ExecutableText) : null,
            type == EntityType.Run ? FieldError.Pattern(target, "task", query["task"], Patterns.TaskText) : null,
            type == EntityType.Run ? FieldError.Pattern(target, "action", query["action"], Patterns.SlugText) : null);

        var filter = new EntityFilter();
        filter.Equal(query["name"], entity => entity.Name);
        filter.Equal(query["kind"], entity => entity.Kind);
        filter.Equal(context ? null : query["project"], entity => entity.Project);
        filter.Equal(query["user"], entity => entity.User);
        filter.Equal(type == EntityType.Task ? null : query["state"], entity => entity.State);
        filter.Date(query["created"], rules, entity => entity.Created);
        filter.Date(query["updated"], rules, entity => entity.Updated);
        if (executable)
        {
            filter.Executable(query["function"], entity => entity.Function);
            filter.Executable(query["workflow"], entity => entity.Workflow);
        }
        if (type == EntityType.Run)
        {
            filter.Equal(query["task"], entity => entity.Task);
            if (query["task"] is null && query["action"] is { } action)
            {
                filter._criteria.Add(entity => entity.Task?.Contains(action, StringComparison.OrdinalIgnoreCase) == true);
            }
        }
        if (type != EntityType.Project && query["q"] is { Length: > 0 } text)
        {
            var pattern = new LikePattern(text);
            filter._criteria.Add(entity => pattern.Matches(entity.Id) || pattern.Matches(entity.Name) || pattern.Matches(entity.Function) || pattern.Matches(entity.Workflow));
        }
        return filter;
    }

    private void Equal(string? value, Func<Entity, string?> column)
    {
        if (value is not null)
        {
            _criteria.Add(entity => column(entity) == value);
        }
    }

    private void Date(string? text, LevelRules rules, Func<Entity, DateTimeOffset> column)
    {
        if (DateFilter.Parse(text, rules) is { } matches)
        {
            _criteria.Add(entity => matches(column(entity)));
        }
    }

    // A whole reference is compared, one without an id is looked for within.
    private void Executable(string? value, Func<Entity, string?> column)
    {
        if (value is not null)
        {
            _criteria.Add(Patterns.Executable().IsMatch(value)
                ? entity => column(entity) == value
                : entity => column(entity)?.Contains(value, StringComparison.Ordinal) == true);
        }
    }
}
