using Grpc.Core;
using Tracker.Contracts.V1;
using Tracker.Core.Runs;
using Tracker.Daemon.Access;
using Tracker.Daemon.Wire;

namespace Tracker.Daemon.Api;

/// <summary>Tokens: who may call.</summary>
[Needs(Scopes.Control)]
internal sealed class AccessApi(TokenRegistry tokens, TimeProvider time) : AccessService.AccessServiceBase
{
    public override Task<CreateTokenResponse> CreateToken(CreateTokenRequest request, ServerCallContext context)
    {
        var scopes = request.Scopes.Aggregate(Scopes.None, static (all, scope) => all | Read(scope));
        TimeSpan? lifetime = request.LifetimeSeconds == 0 ? null : TimeSpan.FromSeconds(Math.Min(request.LifetimeSeconds, uint.MaxValue));
        var made = tokens.Create(request.Name, scopes, lifetime).OrThrow();
        return Task.FromResult(new CreateTokenResponse { Token = ToProto(made.Stored), Secret = made.Secret });
    }

    public override Task<ListTokensResponse> ListTokens(ListTokensRequest request, ServerCallContext context)
    {
        var response = new ListTokensResponse();
        response.Tokens.AddRange(tokens.List().Select(ToProto));
        return Task.FromResult(response);
    }

    public override Task<RevokeTokenResponse> RevokeToken(RevokeTokenRequest request, ServerCallContext context) =>
        Task.FromResult(new RevokeTokenResponse { Token = ToProto(tokens.Revoke(request.Name).OrThrow()) });

    private static Scopes Read(Scope scope) => scope switch
    {
        Scope.Ingest => Scopes.Ingest,
        Scope.Read => Scopes.Read,
        Scope.Control => Scopes.Control,
        _ => throw Answers.ToException(Refusal.BadInput($"scope {(int)scope} is none: ingest, read and control are.")),
    };

    private Token ToProto(StoredToken stored)
    {
        var token = new Token
        {
            Name = stored.Name,
            MadeAt = Timestamp.From(stored.MadeAt).Microseconds,
            ExpiresAt = stored.ExpiresAt is { } end ? Timestamp.From(end).Microseconds : 0,
            LastUsedAt = stored.LastUsedAt is { } last ? Timestamp.From(last).Microseconds : 0,
            Expired = stored.ExpiresAt <= time.GetUtcNow(),
        };
        token.Scopes.AddRange(stored.Scopes.Select(word => Enum.Parse<Scope>(word, ignoreCase: true)));
        return token;
    }
}
