using System.Management.Automation;
using YamlDotNet.Serialization;

namespace FlatYaml;

/// <summary>Reads a line of YAML and tells which YamlDotNet did it.</summary>
[Cmdlet(VerbsCommon.Get, "FlatYamlVersion")]
[OutputType(typeof(string))]
public sealed class GetFlatYamlVersionCommand : Cmdlet
{
    /// <inheritdoc/>
    protected override void ProcessRecord()
    {
        var deserializer = new DeserializerBuilder().Build();
        var read = deserializer.Deserialize<Dictionary<string, string>>("answer: 42");
        WriteObject($"{deserializer.GetType().Assembly.GetName().Version!.Major} read {read["answer"]}");
    }
}
