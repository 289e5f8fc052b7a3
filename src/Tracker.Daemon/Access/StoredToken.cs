using System.Text.Json.Serialization;

namespace Tracker.Daemon.Access;

/// <summary>A token as tokens.json keeps it: never the token itself.</summary>
internal sealed record StoredToken
{
    /// <summary>Names it for people; letters, digits, point, dash and underscore.</summary>
    public required string Name { get; init; }

    /// <summary>SHA-256 of the token, 64 hexadecimal digits.</summary>
    public required string Sha256 { get; init; }

    /// <summary>ingest, read, control.</summary>
    public required IReadOnlyList<string> Scopes { get; init; }

    public required DateTimeOffset MadeAt { get; init; }

    /// <summary>Null for never.</summary>
    public DateTimeOffset? ExpiresAt { get; init; }

    /// <summary>To the minute or so; null for never.</summary>
    public DateTimeOffset? LastUsedAt { get; init; }
}

/// <summary>The whole file.</summary>
internal sealed record StoredTokens(int Version, IReadOnlyList<StoredToken> Tokens);

[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase, WriteIndented = true, UnmappedMemberHandling = JsonUnmappedMemberHandling.Disallow, RespectNullableAnnotations = true)]
[JsonSerializable(typeof(StoredTokens))]
internal sealed partial class StoredTokensJson : JsonSerializerContext;
