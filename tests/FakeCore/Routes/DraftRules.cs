using DigitalHub.FakeCore.Model;
using DigitalHub.FakeCore.Validation;

namespace DigitalHub.FakeCore.Routes;

/// <summary>The constraints on bodies, which hold before core looks at anything else (contract, surprise 5).</summary>
internal static class DraftRules
{
    public static void Check(EntityDraft draft, EntityType type, int argument, string method, LevelRules rules)
    {
        var target = type.Word();
        if (type == EntityType.Project)
        {
            BeanValidation.Check(
                argument,
                method,
                FieldError.NotNull(target, "name", draft.Name),
                FieldError.Pattern(target, "name", draft.Name, Patterns.ProjectText),
                FieldError.Size(target, "name", draft.Name, 2, 38),
                FieldError.Pattern(target, "id", draft.Id, Patterns.ProjectText),
                FieldError.NotNull(target, "kind", draft.Kind));
            return;
        }
        var kind = type == EntityType.Run && rules.Level > 13 ? Patterns.RunKindText : Patterns.SlugText;
        BeanValidation.Check(
            argument,
            method,
            FieldError.Pattern(target, "id", draft.Id, Patterns.SlugText),
            type is EntityType.Function or EntityType.Workflow ? FieldError.NotNull(target, "name", draft.Name) : null,
            FieldError.Pattern(target, "name", draft.Name, Patterns.SlugText),
            FieldError.NotNull(target, "project", draft.Project),
            FieldError.Pattern(target, "project", draft.Project, Patterns.SlugText),
            FieldError.NotNull(target, "kind", draft.Kind),
            FieldError.Pattern(target, "kind", draft.Kind, kind));
    }
}
