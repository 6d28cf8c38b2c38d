using DigitalHub.FakeCore.Model;

namespace DigitalHub.FakeCore.Validation;

/// <summary>Core's controller methods as its messages name them. The recorded ones are exact; the others follow their rule.</summary>
internal sealed class JavaMethods(LevelRules rules)
{
    private const string Root = "it.smartcommunitylabdhub";
    private const string Exceptions = Root + ".commons.exceptions.";
    private const string Tail = Exceptions + "SystemException,org.springframework.validation.BindException";

    public const string ValidateSpec =
        $"public void {Root}.core.components.infrastructure.specs.SpecValidatorImpl.validateSpec({Root}.commons.models.specs.Spec) throws java.lang.IllegalArgumentException";

    public string Create(EntityType type, bool context) => type == EntityType.Project
        ? Signature(type, "create", "", $"{Exceptions}DuplicatedEntityException,java.lang.IllegalArgumentException,{Tail}", context)
        : Signature(type, "create", "", $"{Exceptions}DuplicatedEntityException,{Exceptions}NoSuchEntityException,{Tail}", context);

    public string Update(EntityType type, bool context) => Signature(
        type, "update", "ById", $"{Exceptions}NoSuchEntityException,java.lang.IllegalArgumentException,{Tail}", context);

    public string Search(EntityType type, bool context) =>
        $"public org.springframework.data.domain.Page<{Model(type)}> {Controller(type, context)}.search{type}s("
        + $"{(context ? "java.lang.String," : "")}{FilterClass(type)},org.springframework.data.domain.Pageable)";

    private string Signature(EntityType type, string verb, string suffix, string thrown, bool context)
    {
        var model = Model(type);
        var strings = (context ? 1 : 0) + (suffix.Length > 0 ? 1 : 0);
        return $"public {model} {Controller(type, context)}.{verb}{type}{suffix}({string.Concat(Enumerable.Repeat("java.lang.String,", strings))}{model}) throws {thrown}";
    }

    private static string Controller(EntityType type, bool context) => context
        ? $"{Root}.core.controllers.v1.context.{type}ContextController"
        : $"{Root}.core.controllers.v1.base.{type}Controller";

    private string Model(EntityType type) => rules.Level >= 15 && type != EntityType.Project
        ? $"{Root}.{type.Word()}s.{type}"
        : $"{Root}.commons.models.{type.Word()}.{type}";

    private string FilterClass(EntityType type) => rules.Level >= 15
        ? $"{Root}.{type.Word()}s.filters.{type}EntityFilter"
        : $"{Root}.core.models.queries.filters.entities.{type}EntityFilter";
}
