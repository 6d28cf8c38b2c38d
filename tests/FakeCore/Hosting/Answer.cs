using System.Text.Json;
using DigitalHub.FakeCore.Model;

namespace DigitalHub.FakeCore.Hosting;

/// <summary>A whole answer, before it is written: faults decide what becomes of it.</summary>
internal sealed record Answer
{
    public int Status { get; init; } = 200;

    public ReadOnlyMemory<byte> Body { get; init; }

    /// <summary>Null sends no Content-Type.</summary>
    public string? ContentType { get; init; }

    /// <summary>Whether the answer carries X-Api-Version and X-Api-Level (contract, section 10).</summary>
    public bool ApiHeaders { get; init; }

    public IReadOnlyList<(string Name, string Value)> Headers { get; init; } = [];

    /// <summary>200 without a body: void methods.</summary>
    public static Answer Empty { get; } = new();

    /// <summary>The answer of a controller of core that declares its type.</summary>
    public static Answer Document(ReadOnlyMemory<byte> body) => new() { Body = body, ContentType = MediaTypes.JsonUtf8, ApiHeaders = true };

    public static Answer Document(Action<Utf8JsonWriter> write) => Document(Json.Write(write));

    /// <summary>The answer of a controller of core that declares none.</summary>
    public static Answer Undeclared(ReadOnlyMemory<byte> body) => Document(body) with { ContentType = MediaTypes.Json };

    /// <summary>The answer of a controller of another module: without the API's headers.</summary>
    public static Answer Plain(Action<Utf8JsonWriter> write) => new() { Body = Json.Write(write), ContentType = MediaTypes.Json };
}
