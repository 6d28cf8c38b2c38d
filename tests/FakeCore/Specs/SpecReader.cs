using System.Text.Json.Nodes;
using DigitalHub.FakeCore.Hosting;
using DigitalHub.FakeCore.Model;
using DigitalHub.FakeCore.Validation;

namespace DigitalHub.FakeCore.Specs;

/// <summary>Finds the kind, binds the spec and checks what is required of it.</summary>
internal sealed class SpecReader(KindCatalog catalog, LevelRules rules)
{
    private readonly SpecBinder _binder = new(catalog);

    public SpecKind Kind(EntityType type, string kind) => catalog.Find(type, kind)
        ?? throw (rules.Level >= 15 ? CoreError.Project(404, "No such spec.") : CoreError.Project(400, "missing spec"));

    public JsonObject Read(EntityType type, string kind, JsonObject? spec) => Read(Kind(type, kind), spec);

    public JsonObject Read(SpecKind kind, JsonObject? spec)
    {
        var bound = _binder.Bind(kind, spec ?? []);
        BeanValidation.Check(0, JavaMethods.ValidateSpec, kind.Required.Where(name => !bound.ContainsKey(name)).Select(name => Missing(kind, name)));
        return bound;
    }

    private static FieldError Missing(SpecKind kind, string name)
    {
        var type = kind.Fields[name].Type;
        var (constraint, message) = (kind.Entity, type) switch
        {
            (EntityType.Run, _) => ("NotEmpty", "must not be empty"),
            (EntityType.Task, _) => ("NotBlank", "must not be blank"),
            (_, var list) when list.EndsWith("[]", StringComparison.Ordinal) => ("NotEmpty", "must not be empty"),
            _ => ("NotNull", "must not be null"),
        };
        return new FieldError("target", name, null, constraint, "", message, type == "string" ? "java.lang.String" : JavaNames.NestedClass(type));
    }
}
